import type { GatewayConfig, PluginUse } from '../config.ts';
import { CheckedDialect } from '../routing/checked-dialect.ts';
import type { InstanceLease } from './plugin-instances.ts';

/** The dialects of one config. */
export interface Dialects {
  /** The default, for facades without one of their own. */
  readonly common: CheckedDialect;
  /** By the name of the facade. */
  readonly byFacade: ReadonlyMap<string, CheckedDialect>;
}

/** Reports that a dialect threw. `name`: its name in warnings. */
export type OnDialectError = (name: string, error: unknown) => void;

/**
 * Creates the dialects of a config. Equal uses share one dialect, so that a request is read once even if several facades
 * check it.
 */
export async function loadDialects(
  lease: InstanceLease,
  config: GatewayConfig,
  onError: OnDialectError,
): Promise<Dialects> {
  const loaded = new Map<string, CheckedDialect>();
  const load = async (use: PluginUse, path: string): Promise<CheckedDialect> => {
    const { options = null, revision = null } = use;
    const key = JSON.stringify([use.use, options, revision]);
    let dialect = loaded.get(key);
    if (dialect === undefined) {
      const name = `dialect ${use.use}`;
      dialect = new CheckedDialect(await lease.get('dialect', use, path), (error) => onError(name, error));
      loaded.set(key, dialect);
    }
    return dialect;
  };
  const common = await load(config.dialect, 'dialect');
  const byFacade = new Map<string, CheckedDialect>();
  for (const { name, dialect } of config.facades)
    byFacade.set(name, dialect === undefined ? common : await load(dialect, `facades.${name}.dialect`));
  return { common, byFacade };
}
