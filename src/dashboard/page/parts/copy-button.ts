import { html, type TemplateResult } from 'lit-html';
import type { View } from '../view.js';

const SHOWN_MS = 2000;

/** A command, and a button that puts it on the clipboard. */
export function command(view: View, text: string): TemplateResult {
  const { copy, copied } = view.texts.start;
  const onClick = async (event: Event) => {
    const button = event.currentTarget as HTMLButtonElement;
    const word = button.querySelector('.word')!;
    await copyText(text, button.previousElementSibling!);
    word.textContent = copied;
    setTimeout(() => {
      word.textContent = copy;
    }, SHOWN_MS);
  };
  return html`
    <div class="command">
      <pre><code>${text}</code></pre>
      <button type="button" @click=${onClick}>
        <span class="word" aria-live="polite" .textContent=${copy}></span>
        <span class="visually-hidden">: ${text}</span>
      </button>
    </div>
  `;
}

/** The clipboard is given to pages of this machine and of https alone; elsewhere the text is selected, for Ctrl-C. */
async function copyText(text: string, element: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(element);
  }
}
