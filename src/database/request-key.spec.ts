import { canonicalJson, describeOtherRequest, fingerprintOf, type RequestKey } from './request-key.js';

describe('canonicalJson', () => {
  it('is the same whatever the order of the fields, and says nothing of absent ones', () => {
    expect(canonicalJson({ b: [2, { d: 'x', c: null }], a: 1.5, e: undefined })).toBe(
      '{"a":1.5,"b":[2,{"c":null,"d":"x"}]}',
    );
    expect(canonicalJson({ a: 1.5, b: [2, { c: null, d: 'x' }] })).toBe(
      canonicalJson({ b: [2, { d: 'x', c: null }], a: 1.5 }),
    );
  });

  it('keeps the order of lists, and text apart from numbers', () => {
    const different = [{ a: [1, 2] }, { a: [2, 1] }, { a: '1,2' }, { a: ['1', 2] }, { b: [1, 2] }, {}];
    expect(new Set(different.map((value) => fingerprintOf(value).toString('hex'))).size).toBe(6);
  });
});

describe('describeOtherRequest', () => {
  const request = (route: string, body: object, part = 0): RequestKey => ({
    key: 'k1',
    part,
    route,
    fingerprint: fingerprintOf(body),
  });

  it.each([
    ['another path', request('POST /ratings', { a: 1 }), 'POST /feedback before'],
    ['another body', request('POST /feedback', { a: 2 }), 'another body'],
    ['another row', request('POST /feedback', { a: 2 }, 3), 'another row 3'],
  ])('names %s', (_, now, said) => {
    expect(describeOtherRequest(now, request('POST /feedback', { a: 1 }, now.part))).toContain(said);
  });

  it('names another query', () => {
    const [now, first] = [2, 1].map((user_id) => request('GET /recommend', { user_id }));
    expect(describeOtherRequest(now, first)).toContain('another query');
  });

  it('has nothing to say of the same request', () => {
    expect(
      describeOtherRequest(request('POST /movies', { a: 1 }), request('POST /movies', { a: 1 })),
    ).toBeUndefined();
  });
});
