import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { ServedListService } from '../feedback/served-list.service.js';
import { ModelService } from '../recommendation/model.service.js';
import { BoundedCounter } from './bounded-counter.js';
import { MetricRegistry } from './metric-registry.service.js';

/** Counts the lists that this process serves under an id, and says which models it serves by. */
@Injectable()
export class RecommendationMetrics {
  constructor(registry: MetricRegistry, servedLists: ServedListService, models: ModelService) {
    const served = new BoundedCounter(
      registry,
      'movieflix_served_lists_total',
      'Lists served under a recommendation id; fallback is none, cold_start or failure',
      ['recommender', 'fallback'],
    );
    servedLists.served.subscribe(({ recommender, fallback, coldStart }) => {
      served.add(recommender, !fallback ? 'none' : coldStart ? 'cold_start' : 'failure');
    });
    new Gauge({
      name: 'movieflix_model_version',
      help: 'Newest version of each trained recommender',
      labelNames: ['recommender'],
      registers: [registry],
      aggregator: 'max',
      collect() {
        this.reset();
        for (const [name, { modelVersion }] of models.newest) this.labels(name).set(modelVersion);
      },
    });
  }
}
