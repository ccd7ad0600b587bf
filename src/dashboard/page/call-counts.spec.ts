import { countCalls } from './call-counts.js';

const METRICS = `# TYPE http_requests_total counter
http_requests_total{method="GET",route="/movies",status="200"} 7
http_requests_total{method="POST",route="/movies",status="201"} 5
http_requests_total{method="POST",route="/movies",status="409"} 2
http_requests_total{method="POST",route="/feedback",status="422"} 1
http_requests_total{method="POST",route="/feedback",status="503"} 4
http_request_duration_seconds_count{method="GET",route="/movies",status="500"} 100
`;

describe('countCalls', () => {
  it('adds up the calls of all routes by what became of them', () => {
    expect(countCalls(METRICS)).toEqual({ answered: 19, refused: 3, failed: 4 });
  });

  it('finds none where none was answered', () => {
    expect(countCalls('')).toEqual({ answered: 0, refused: 0, failed: 0 });
  });
});
