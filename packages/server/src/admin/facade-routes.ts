import { jsonAnswer } from '../listener/whole-answer.ts';
import type { WholeAnswer } from '../listener/whole-answer.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { AdminCall, AdminMethod, AdminRoute } from './admin-route.ts';
import { facadeBody, nameBody } from './facade-body.ts';
import type { FacadeCatalogue, FacadeView } from './facade-catalogue.ts';

const collection = '/instances/{instanceId}/providers/{provider}/endpointFacades';
const item = `${collection}/{name}`;
const type = 'endpointFacades';
// In the place of a name, so no facade can have this name.
const nameCheck = 'checkname';

/** Facades as resources, with the paths and the soft deletion of FoundationaLLM's management API. */
export function facadeRoutes(catalogue: FacadeCatalogue): readonly AdminRoute[] {
  const desk = new FacadeDesk(catalogue);
  const write = (method: AdminMethod, path: string, summary: string): AdminRoute => {
    return {
      method,
      path,
      role: 'write',
      summary,
      body: facadeBody,
      handle: ofProvider((call) => desk.write(call)),
    };
  };
  return [
    {
      method: 'GET',
      path: collection,
      role: 'read',
      summary: 'All facades, those of the config file too.',
      handle: ofProvider((call) => desk.list(call)),
    },
    write('POST', collection, 'Makes a facade, or replaces the one of that name.'),
    {
      method: 'POST',
      path: `${collection}/${nameCheck}`,
      role: 'read',
      summary: 'Whether a facade may be called so.',
      body: nameBody,
      handle: ofProvider((call) => desk.checkName(call)),
    },
    {
      method: 'GET',
      path: item,
      role: 'read',
      summary: 'One facade, in a list of one.',
      handle: ofProvider((call) => desk.get(call)),
    },
    write('POST', item, 'Makes this facade or replaces it.'),
    write('PUT', item, 'Makes this facade or replaces it.'),
    {
      method: 'DELETE',
      path: item,
      role: 'write',
      summary: 'Takes a facade out of service; its name stays taken until it is purged.',
      handle: ofProvider((call) => desk.remove(call)),
    },
    {
      method: 'POST',
      path: `${item}/purge`,
      role: 'write',
      summary: 'Forgets a facade that was deleted.',
      handle: ofProvider((call) => desk.purge(call)),
    },
  ];
}

type Handle = (call: AdminCall) => WholeAnswer | Promise<WholeAnswer>;

function ofProvider(handle: Handle): Handle {
  return (call) => {
    if (/^[A-Za-z][\w-]*\.Configuration$/.test(call.param('provider'))) return handle(call);
    throw new AdminRefusal('not_found', 'No such provider has facades; Laneway.Configuration has.');
  };
}

class FacadeDesk {
  readonly #catalogue: FacadeCatalogue;

  constructor(catalogue: FacadeCatalogue) {
    this.#catalogue = catalogue;
  }

  list(call: AdminCall): WholeAnswer {
    return jsonAnswer(this.#catalogue.list().map((facade) => entry(call, facade)));
  }

  get(call: AdminCall): WholeAnswer {
    const name = call.param('name');
    const facade = this.#catalogue.find(name);
    if (facade !== undefined) return jsonAnswer([entry(call, facade)]);
    if (this.#catalogue.presence(name) === 'deleted')
      throw new AdminRefusal('bad_request', 'This facade is deleted but not purged.');
    throw new AdminRefusal('not_found', 'There is no facade of this name.');
  }

  async write(call: AdminCall): Promise<WholeAnswer> {
    const { name: written, ...settings } = objectOf(call);
    const name = facadeName(written ?? call.params.get('name'));
    const { name: addressed = name } = Object.fromEntries(call.params);
    if (addressed !== name) throw badField('name', 'not the name that is in the path');
    const { facade, existed, warnings } = await this.#catalogue.write(name, settings);
    return jsonAnswer({
      object_id: objectId(call, name),
      resource_exists: existed,
      resource: resource(call, facade),
      ...(warnings.length > 0 && { warnings }),
    });
  }

  async remove(call: AdminCall): Promise<WholeAnswer> {
    const name = call.param('name');
    await this.#catalogue.remove(name);
    return done(call, name);
  }

  async purge(call: AdminCall): Promise<WholeAnswer> {
    const name = call.param('name');
    await this.#catalogue.purge(name);
    return done(call, name);
  }

  checkName(call: AdminCall): WholeAnswer {
    const { name } = objectOf(call);
    if (typeof name !== 'string') throw badField('name', name === undefined ? 'required' : 'expected text');
    const presence = this.#catalogue.presence(name);
    const why = nameProblem(name) ?? whyTaken[presence];
    return jsonAnswer({
      name,
      type,
      status: why === null ? 'Allowed' : 'Denied',
      exists: presence === 'present',
      deleted: presence === 'deleted',
      object_id: objectId(call, name),
      is_success: true,
      error_message: why,
    });
  }
}

const whyTaken = {
  present: 'There is a facade of this name.',
  deleted: 'A facade of this name is deleted but not purged.',
  absent: null,
} as const;

function entry(call: AdminCall, facade: FacadeView): object {
  const actions = facade.source === 'api' ? ['read', 'write', 'delete'] : ['read'];
  return { resource: resource(call, facade), roles: ['operator'], actions };
}

function resource(call: AdminCall, { name, source, settings, createdOn, updatedOn }: FacadeView): object {
  const stamps = { created_on: createdOn, updated_on: updatedOn, deleted: false };
  return { type, name, object_id: objectId(call, name), ...settings, source, ...stamps };
}

function objectId(call: AdminCall, name: string): string {
  return `/instances/${call.param('instanceId')}/providers/${call.param('provider')}/${type}/${name}`;
}

function done(call: AdminCall, name: string): WholeAnswer {
  return jsonAnswer({
    object_id: objectId(call, name),
    is_success: true,
    error_message: null,
    deleted: true,
  });
}

function objectOf(call: AdminCall): Readonly<Record<string, unknown>> {
  const body = call.json();
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new AdminRefusal('bad_request', 'The body must be a JSON object.');
}

function facadeName(name: unknown): string {
  if (name === undefined) throw badField('name', 'required');
  if (typeof name !== 'string') throw badField('name', 'expected text');
  const problem = nameProblem(name);
  if (problem !== null) throw badField('name', problem);
  return name;
}

function nameProblem(name: string): string | null {
  if (name.toLowerCase() === nameCheck) return `${nameCheck} is the name of an operation`;
  if (/^[a-zA-Z][a-zA-Z0-9_-]{0,127}$/.test(name)) return null;
  return 'a name begins with a letter and has letters, digits, - and _ only, at most 128';
}

function badField(path: string, message: string): AdminRefusal {
  return new AdminRefusal('bad_request', `${path}: ${message}`, [{ path, message }]);
}
