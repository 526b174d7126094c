import { bareForwarder } from './bare-forwarder.ts';
import { answerCpuQuestions } from './cpu-meter.ts';

const { port } = await bareForwarder(process.argv[2] ?? '');
answerCpuQuestions(port);
