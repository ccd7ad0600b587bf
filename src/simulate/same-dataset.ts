import type { ApiClient } from '../client/api-client.js';
import type { Dataset } from '../dataset/dataset.js';

/** The service holds films that are not this dataset's. */
export class OtherDatasetError extends Error {
  override readonly name = 'OtherDatasetError';
}

/**
 * Ids alone do not tell datasets apart: the films that are out must be the ones that would be released.
 * @throws OtherDatasetError
 */
export async function checkSameDataset(dataset: Dataset, api: ApiClient): Promise<void> {
  const { title } = dataset.movies;
  const { items } = await api.get<{ items: { movie_id: number; title: string }[] }>('/movies?limit=1000');
  for (const { movie_id, title: titleThere } of items) {
    const index = dataset.indexOfMovie(movie_id);
    if (index >= 0 && title[index] !== titleThere) {
      throw new OtherDatasetError(
        `The service holds films of another dataset: movie ${movie_id} is "${titleThere}" there and ` +
          `"${title[index]}" in ${dataset.name}. Use a database of its own, ` +
          'for example DATABASE_URL=embedded:.movieflix/another, or the dataset that it was filled from.',
      );
    }
  }
}
