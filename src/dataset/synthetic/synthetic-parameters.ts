/**
 * What the synthetic dataset is drawn from: fitted to MovieLens ml-latest-small (610 users, 9,742 films, 100,836
 * ratings), so that a generated set of that size has the same shape. Logarithms are natural.
 */
export const syntheticParameters = {
  /** The size the other figures belong to. */
  fittedUsers: 610,
  fittedMovies: 9742,

  /** Release years: a bin by its probability, then uniform from its edge up to the year before the next edge. */
  yearEdges: [
    1902, 1930, 1940, 1950, 1960, 1965, 1970, 1975, 1980, 1985, 1990, 1995, 2000, 2005, 2010, 2013, 2015,
    2016, 2017, 2018, 2019,
  ],
  yearProbability: [
    0.00483, 0.01398, 0.02025, 0.02868, 0.01984, 0.02138, 0.02292, 0.02847, 0.04646, 0.07452, 0.0921, 0.13527,
    0.14863, 0.14421, 0.07544, 0.05314, 0.02816, 0.02241, 0.01511, 0.00421,
  ],

  /** Probability that a film has 0, 1, 2, … genres. */
  genreCountProbability: [0.00349, 0.28916, 0.33032, 0.23999, 0.10131, 0.02782, 0.00647, 0.00123],
  genres: [
    'Action',
    'Adventure',
    'Animation',
    'Children',
    'Comedy',
    'Crime',
    'Documentary',
    'Drama',
    'Fantasy',
    'Film-Noir',
    'Horror',
    'IMAX',
    'Musical',
    'Mystery',
    'Romance',
    'Sci-Fi',
    'Thriller',
    'War',
    'Western',
  ],
  genreLogWeight: [
    -1.7868, -2.2298, -2.9488, -2.8004, -0.7323, -2.2738, -2.474, -0.5446, -2.7806, -4.9145, -2.2526, -4.5195,
    -3.5436, -3.0783, -1.8975, -2.4007, -1.7018, -3.4527, -4.139,
  ],
  /** `genreLift[chosen][next]`: how much likelier, in log weight, the next genre is beside one chosen already. */
  genreLift: [
    [
      1.665, 0.936, 0.208, -0.464, -0.493, 0.612, -2.421, -0.434, 0.345, -0.837, -0.244, 1.066, -2.036,
      -0.261, -1.143, 0.886, 0.607, 0.558, 0.266,
    ],
    [
      0.939, 2.03, 1.116, 1.267, -0.198, -0.88, -1.944, -0.594, 1.179, -1.115, -1.38, 1.277, -0.075, -0.664,
      -0.544, 0.868, -0.208, 0.117, 0.492,
    ],
    [
      0.212, 1.127, 2.74, 1.956, 0.132, -1.235, -1.921, -1.159, 1.258, -0.729, -1.234, 1.152, 1.153, -0.608,
      -0.763, 0.546, -1.832, -1.119, -1.019,
    ],
    [
      -0.475, 1.277, 1.954, 2.659, 0.345, -1.83, -2.599, -1.071, 1.352, -1.698, -2.374, 0.952, 1.265, -0.737,
      -0.866, -0.138, -3.026, -1.844, -0.551,
    ],
    [
      -0.49, -0.196, 0.129, 0.338, 0.95, -0.287, -1.316, -0.504, -0.024, -1.462, -0.682, -0.684, 0.253,
      -0.971, 0.359, -0.673, -1.303, -0.845, -0.414,
    ],
    [
      0.615, -0.881, -1.199, -1.765, -0.291, 2.081, -2.034, 0.171, -1.435, 1.423, -0.693, -0.489, -1.431,
      0.825, -0.869, -1.366, 0.886, -1.383, -0.538,
    ],
    [
      -2.839, -2.131, -1.993, -2.799, -1.428, -2.236, 3.056, -2.157, -2.527, -1.698, -2.75, 0.102, -0.14,
      -2.229, -3.232, -3.938, -3.401, -0.342, -1.5,
    ],
    [
      -0.43, -0.585, -1.102, -1.026, -0.503, 0.169, -1.901, 0.801, -0.496, 0.209, -0.944, -0.668, -0.238,
      0.112, 0.265, -0.725, -0.019, 0.535, -0.209,
    ],
    [
      0.35, 1.185, 1.253, 1.349, -0.025, -1.463, -2.335, -0.509, 2.503, -1.203, 0.116, 1.23, 0.62, 0.177,
      -0.005, 0.377, -0.503, -1.212, -0.68,
    ],
    [
      -1.16, -1.662, -0.952, -3.558, -2.741, 1.568, -3.161, 0.249, -1.804, 4.518, -1.41, -2.209, -2.898,
      1.519, -0.568, -1.034, 0.879, -3.026, -0.35,
    ],
    [
      -0.246, -1.394, -1.206, -2.289, -0.696, -0.697, -2.456, -0.968, 0.115, -0.994, 2.281, -0.244, -1.377,
      0.819, -1.832, 0.734, 0.875, -2.096, -0.631,
    ],
    [
      1.136, 1.351, 1.211, 1.006, -0.807, -0.558, 0.11, -0.788, 1.296, -1.698, -0.273, 4.007, 0.372, -0.42,
      -1.034, 1.347, 0.129, -0.411, -0.267,
    ],
    [
      -2.414, -0.078, 1.17, 1.285, 0.265, -1.573, -0.142, -0.253, 0.635, -1.698, -1.495, 0.354, 3.318, -1.276,
      0.557, -1.375, -2.884, -1.641, 0.512,
    ],
    [
      -0.268, -0.682, -0.61, -0.742, -1.019, 0.835, -2.151, 0.115, 0.179, 1.39, 0.827, -0.379, -1.219, 2.802,
      -0.409, 0.177, 1.149, -1.74, -0.757,
    ],
    [
      -1.146, -0.542, -0.742, -0.843, 0.361, -0.863, -2.674, 0.267, -0.005, -0.444, -1.793, -0.869, 0.538,
      -0.398, 1.799, -1.106, -0.984, -0.14, -0.276,
    ],
    [
      0.891, 0.87, 0.541, -0.137, -0.688, -1.376, -3.161, -0.741, 0.376, -0.77, 0.734, 1.276, -1.273, 0.174,
      -1.121, 2.279, 0.457, -1.062, -0.633,
    ],
    [
      0.607, -0.207, -1.727, -2.716, -1.316, 0.883, -2.737, -0.019, -0.493, 0.772, 0.87, 0.117, -2.315, 1.133,
      -0.981, 0.453, 1.63, -0.555, -0.509,
    ],
    [
      0.575, 0.121, -1.158, -1.963, -0.907, -1.49, -0.345, 0.554, -1.273, -1.698, -2.341, -0.379, -1.612,
      -1.82, -0.146, -1.122, -0.586, 3.191, 0.387,
    ],
    [
      0.29, 0.53, -1.176, -0.615, -0.473, -0.611, -1.776, -0.236, -0.771, -0.314, -0.719, -0.265, 0.534,
      -0.852, -0.309, -0.721, -0.582, 0.406, 3.958,
    ],
  ],

  /** Popularity by rank, a shifted power law: weight = (rank + offset) ^ −exponent. */
  popularityExponent: 1.7662294632475408,
  popularityOffset: 96.70175577747446,
  /** Standard deviations of luck that eighteen years of age are worth in the rank. */
  popularityYearSlope: 0.36102920778383385,
  /** Films that nobody rated. */
  unratedMovies: 18,

  /** Ratings per user: a shifted log-normal between two bounds. */
  activityMinimum: 20,
  activityMaximum: 2700,
  activityShift: 19,
  activityLogMean: 3.85,
  activityLogDeviation: 1.55,

  /** Taste: dimensions, how fast they fade, the part that genres explain, and its weight in the choice of films. */
  /** Where the genres lie: of the first eight draws, the one whose sets come nearest to the real offline accuracy. */
  genreTasteSeed: 8,
  tasteDimensions: 12,
  tasteDecay: 0.7930061556366826,
  tasteGenreCorrelation: 0.7042765112234922,
  tasteWeight: 1.58,

  /** The year a user joined: a mixture around 2004, then normal noise. */
  joinYear: 2004,
  joinOffsets: [-8, -2, 4, 12],
  joinProbability: [0.35, 0.25, 0.15, 0.25],
  joinDeviation: 2,
  /** Log weight lost per three years that a film is younger than the user's joining. */
  futurePenalty: 1.0915073314667347,
  /** Log weight lost per twenty years that a film is older than five years at the user's joining. */
  agePenalty: 0.8035452290063121,
  /** Spread between users, in log, of how much popularity counts for them. */
  mainstreamLogDeviation: 0.2390599511146835,

  /** Ratings: what moves them, then the share of each half star. */
  ratingUserDeviation: 0.45,
  ratingMovieDeviation: 0.45,
  ratingPopularitySlope: 0.1,
  ratingTasteSlope: 0.25,
  ratingNoise: 0.75,
  ratingValues: [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0],
  ratingProbability: [
    0.01359, 0.02788, 0.01776, 0.07488, 0.05504, 0.19881, 0.13027, 0.26596, 0.0848, 0.13101,
  ],
} as const;
