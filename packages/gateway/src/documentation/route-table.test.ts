import assert from 'node:assert/strict';
import { test } from 'node:test';

import { routeTable } from './route-table.ts';

test('the route table has a row with role and summary for each route', () => {
  const operation = { 'x-laneway-role': 'read', summary: 'One thing.', parameters: [] };
  const parameters = [
    { name: 'kind', in: 'path' },
    { name: 'dryRun', in: 'query' },
  ];
  const paths = { '/things/{kind}': { get: operation, post: { ...operation, parameters } } };
  assert.deepEqual(routeTable({ paths }).split('\n'), [
    '| route | role | does |',
    '| --- | --- | --- |',
    '| `GET /things/{kind}` | read | One thing. |',
    '| `POST /things/{kind}?dryRun` | read | One thing. |',
  ]);
});
