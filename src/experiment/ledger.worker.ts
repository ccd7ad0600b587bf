import { parentPort } from 'node:worker_threads';
import { Ledger } from './ledger.js';
import type { LedgerMessage, ReportAnswer, ReportRequest } from './ledger-thread.js';
import { reportOf } from './report.js';
import { ServedLedger } from './served-ledger.js';

let feedback = new Ledger();
let lists = new ServedLedger();

function answer({ design, answers }: ReportRequest): ReportAnswer {
  try {
    return { report: reportOf(feedback.aggregates(lists.totals(answers)), design) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const port = parentPort!;
port.on('message', (message: LedgerMessage) => {
  switch (message.kind) {
    case 'feedback':
      if (message.rows === 'afresh') feedback = new Ledger();
      else for (const columns of message.rows) feedback.add(columns);
      break;
    case 'lists':
      if (message.rows === 'afresh') lists = new ServedLedger();
      else for (const columns of message.rows) lists.add(columns);
      break;
    case 'addUp':
      feedback.aggregates();
      break;
    case 'report':
      port.postMessage(answer(message));
  }
});
