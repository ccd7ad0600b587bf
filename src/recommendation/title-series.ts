import { GrowingLists } from './growing-lists.js';
import { wordsOfTitle } from './movie-title.js';

/** A title word that more films share than this says nothing about a series. */
export const MOST_SHARING = 12;

const ints = (length: number) => new Int32Array(length);

/** Which films, by their numbers, share rare words of their titles. */
export class TitleSeries {
  private readonly wordNumbers = new Map<string, number>();
  private readonly words = new GrowingLists(ints);
  private readonly sharing = new GrowingLists(ints);

  /** Adds a film without a title; the first has number 0. */
  addFilm(): void {
    this.words.add();
  }

  addTitle(film: number, title: string): void {
    for (const word of wordsOfTitle(title)) this.addWord(film, word);
  }

  /** Films that share a word with this one, the film itself left out; a word of at most `MOST_SHARING` films. */
  filmsWith(film: number): Set<number> {
    const series = new Set<number>();
    for (let index = 0; index < this.words.lengthOf(film); index++) {
      const word = this.words.items[film][index];
      const count = this.sharing.lengthOf(word);
      if (count > MOST_SHARING) continue;
      for (let other = 0; other < count; other++) series.add(this.sharing.items[word][other]);
    }
    series.delete(film);
    return series;
  }

  private addWord(film: number, text: string): void {
    let word = this.wordNumbers.get(text);
    if (word === undefined) {
      word = this.wordNumbers.size;
      this.wordNumbers.set(text, word);
      this.sharing.add();
    }
    if (this.sharing.lengthOf(word) > MOST_SHARING) return;
    this.sharing.push(word, film);
    this.words.push(film, word);
  }
}
