import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endpointListToDocument } from './smart-load-balancing/endpoint-list.ts';
import { environmentToDocument } from './environment-to-document.ts';
import { parseConfig } from './parse-config.ts';
import { parseEnvironment } from './parse-environment.ts';
import { renderYaml } from './render-yaml.ts';

const forms = {
  hosts: {
    Port: '8000',
    Host1: 'host=https://r.openai.azure.com;mode=direct;processor=OpenAI;usemi=true',
    Host2: 'host=https://apim.azure-api.net;probe=/status?a=${b};path=/openai;stripprefix=false',
    PriorityKeys: 'yes,1e3,007',
    PriorityValues: '1,2,3',
    PriorityWorkers: '1:2',
    UseProfiles: 'true',
    UserConfigUrl: 'file:p.json',
    ValidateHeaders: 'A:B',
  },
  backends: {
    BACKEND_1_URL: 'https://a.openai.azure.com',
    BACKEND_1_APIKEY: 'k-123456',
    BACKEND_1_PRIORITY: '1',
    BACKEND_2_URL: 'https://b.openai.azure.com',
    BACKEND_2_PRIORITY: '2',
    BACKEND_2_DEPLOYMENT_NAME: 'gpt',
  },
};

for (const [form, env] of Object.entries(forms)) {
  test(`the YAML file for an environment of ${form} gives the same config`, () => {
    const { text } = renderYaml(environmentToDocument(env).document);
    const fromFile = parseConfig(text, { path: '/srv/laneway.yaml', env });
    const fromEnvironment = parseEnvironment(env, { baseDir: '/srv' });
    assert(fromFile.ok && fromEnvironment.ok, text);
    assert.deepEqual(
      { ...fromFile.config, source: undefined },
      { ...fromEnvironment.config, source: undefined },
    );
  });
}

test('the YAML file refers to the keys of backends and does not contain them', () => {
  const { text } = renderYaml(environmentToDocument(forms.backends).document);
  assert(text.includes('${BACKEND_1_APIKEY}'), text);
  assert(!text.includes('k-123456'));
});

test('the field that names a profile is not treated as a secret', () => {
  const env = { Host1: 'http://a', UseProfiles: 'true', UserConfigUrl: 'file:p.json', UserIDFieldName: 'id' };
  const { text, variables } = renderYaml(environmentToDocument(env).document);
  assert.match(text, /key: id/);
  assert.deepEqual(variables, []);
});

test('keys of an endpoint list become references to variables', () => {
  const { document } = endpointListToDocument({ endpoints: [{ uri: 'https://a/x', apikey: 'k-123456' }] });
  assert(typeof document === 'object' && document !== null);
  const { text, variables } = renderYaml({ ...document });
  assert(!text.includes('k-123456'), text);
  assert.deepEqual(variables, ['ENDPOINT_1_KEY']);
  const result = parseConfig(text, { path: 'laneway.yaml', env: { ENDPOINT_1_KEY: 'k-123456' } });
  assert(result.ok);
  assert.equal(
    JSON.stringify(result.config.gateway.endpoints[0]?.credential?.options),
    '{"key":"k-123456","family":"azure"}',
  );
});
