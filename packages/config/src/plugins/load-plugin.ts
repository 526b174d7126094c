import type { Plugin } from '@laneway/contracts';
import { isLanewayError, LanewayError, pluginProblem } from '@laneway/contracts';

import { asSentence } from '../findings/problem.ts';
import type { PluginRequest } from './resolve-plugin.ts';

/**
 * Imports a plugin and checks its shape, kind and contract.
 * Rejects with `LanewayError` `plugin_not_found` if there is no such module, `plugin_invalid` if it cannot be used.
 */
export async function loadPlugin(specifier: string, request: PluginRequest): Promise<Plugin> {
  const loaded = await importDefault(specifier, request);
  const problem = pluginProblem(loaded);
  if (problem !== undefined) throw invalid(request, problem);
  if (!isPlugin(loaded)) throw invalid(request, 'it is not made by definePlugin');
  if (loaded.kind !== request.kind)
    throw invalid(request, `it is a ${loaded.kind}, but a ${request.kind} is required here`);
  return loaded;
}

async function importDefault(specifier: string, request: PluginRequest): Promise<unknown> {
  const module = await importModule(specifier, request);
  if (!('default' in module))
    throw invalid(request, 'it has no default export, `export default definePlugin({...})`');
  return module.default;
}

async function importModule(specifier: string, request: PluginRequest): Promise<object> {
  try {
    const module: unknown = await import(specifier);
    return typeof module === 'object' && module !== null ? module : {};
  } catch (error) {
    if (isLanewayError(error)) throw invalid(request, error.message, error);
    const reason = error instanceof Error ? error.message : String(error);
    throw isMissing(error, specifier)
      ? missing(request, reason, error)
      : invalid(request, `it fails to load: ${reason}`, error);
  }
}

// Whether the module itself is missing, not one that it imports: that is a fault of the plugin.
function isMissing(error: unknown, specifier: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return false;
  return !('url' in error) || error.url === specifier;
}

function isPlugin(value: unknown): value is Plugin {
  return pluginProblem(value) === undefined;
}

function missing(request: PluginRequest, reason: string, cause: unknown): LanewayError {
  return new LanewayError('plugin_not_found', sentence(request, reason), { param: request.path, cause });
}

function invalid(request: PluginRequest, reason: string, cause?: unknown): LanewayError {
  return new LanewayError('plugin_invalid', sentence(request, reason), { param: request.path, cause });
}

function sentence({ path, kind, use }: PluginRequest, reason: string): string {
  return asSentence(`${path}: The ${kind} ${JSON.stringify(use)} cannot be used: ${reason}`);
}
