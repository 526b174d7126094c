import type { Finding } from '../findings/finding.ts';
import { defaultPorts } from '../schema/listen.ts';
import type { UncheckedNode } from '../reading/unchecked-node.ts';

/** Finds settings that are valid alone and contradict each other. */
export function checkConsistency(config: UncheckedNode): Finding[] {
  return [...openAdmin(config), ...samePort(config), ...lbTargetAlone(config)];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function openAdmin(config: UncheckedNode): Finding[] {
  const host = config.at('admin', 'host');
  if (config.at('admin', 'token').isGiven || host.text === undefined || isLoopback(host.text)) return [];
  const message = 'Without `admin.token` the admin listener must listen at a loopback address.';
  return [
    { path: host.path, part: 'value', message, value: host.text, allowed: ['127.0.0.1', '::1', 'localhost'] },
  ];
}

function samePort(config: UncheckedNode): Finding[] {
  const [listen, admin] = [config.at('listen', 'port'), config.at('admin', 'port')];
  const port = admin.number ?? defaultPorts.admin;
  if (port === 0 || port !== (listen.number ?? defaultPorts.listen)) return [];
  const [later, other] = admin.isGiven ? [admin, 'listen'] : [listen, 'admin'];
  return [
    { path: later.path, part: 'value', message: `The port must differ from \`${other}.port\`.`, value: port },
  ];
}

function lbTargetAlone(config: UncheckedNode): Finding[] {
  const target = config.at('listen', 'lbTarget');
  if (!target.isGiven || config.at('listen', 'lbPath').isGiven) return [];
  return [{ path: target.path, part: 'key', message: '`lbTarget` has no effect without `lbPath`.' }];
}
