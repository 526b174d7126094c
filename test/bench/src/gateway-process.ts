import { interpretConfig, RunningGateway } from 'laneway';

import { answerCpuQuestions } from './cpu-meter.ts';

const text = JSON.stringify({
  listen: { port: 0 },
  admin: { port: 0 },
  telemetry: { log: { level: 'warn' } },
  endpoints: { backend: { url: process.argv[2], processors: ['openai'], slots: 64 } },
});
const result = await interpretConfig(
  { path: `${process.cwd()}/laneway.yaml`, text },
  { env: process.env, cwd: process.cwd() },
);
if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
const { proxy, admin } = await RunningGateway.open(result);
answerCpuQuestions(proxy.port, admin.port);
