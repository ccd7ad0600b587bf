import type { Feed } from './feed.js';

/** A part of the page and the feeds that it shows. */
export interface Watched {
  readonly element: Element;
  readonly feeds: readonly Feed<unknown>[];
}

/** Keeps the feeds of what is in view fresh, and asks nothing for what nobody sees. */
export class Refresher {
  private readonly feedsOf = new Map<Element, readonly Feed<unknown>[]>();
  private readonly inView = new Set<Element>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isPaused = false;
  private readonly observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.inView.add(target);
        else this.inView.delete(target);
      }
      this.consider();
    },
    // What is about to be scrolled to is there in time.
    { rootMargin: '300px 0px' },
  );

  watch({ element, feeds }: Watched): void {
    this.feedsOf.set(element, feeds);
    this.observer.observe(element);
  }

  /** Something happened: every feed may have something newer. */
  markStale(): void {
    for (const feeds of this.feedsOf.values()) for (const feed of feeds) feed.isStale = true;
    this.consider();
  }

  /** While the service does not answer, nothing is asked. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.consider();
  }

  /** Asks what is due now, and comes back when the next is. */
  consider(): void {
    clearTimeout(this.timer);
    if (this.isPaused || document.hidden) return;
    let next = Infinity;
    for (const feed of new Set([...this.inView].flatMap((element) => this.feedsOf.get(element) ?? []))) {
      if (feed.wait > 0) next = Math.min(next, feed.wait);
      else
        void feed.load().then(() => {
          this.consider();
        });
    }
    if (next < Infinity) {
      this.timer = setTimeout(() => {
        this.consider();
      }, next);
    }
  }
}
