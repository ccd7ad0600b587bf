import { Feed } from '../feed.js';
import type { UserStory } from '../wire.js';

/** Whose story is told. */
export class StoryQuery {
  readonly feed: Feed<UserStory>;
  user: number | null = null;

  constructor(private readonly onChange: () => void) {
    this.feed = new Feed<UserStory>(null, onChange);
  }

  show(user: number): void {
    // One user's story is never shown under another's name.
    if (user !== this.user) this.feed.value = null;
    this.user = user;
    void this.feed.ask(`statistics/users/${user}`);
    this.onChange();
  }
}
