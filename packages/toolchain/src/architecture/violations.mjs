import { roomImports, roomOf, sourceFiles } from './room-imports.mjs';

/** One sentence for each pair of rooms with an import that closes a circle. */
export function circles(folder) {
  const imports = roomImports(folder).filter(betweenRooms);
  const next = Map.groupBy(imports, (each) => each.fromRoom);
  return onePerArrow(imports)
    .filter(({ fromRoom, toRoom }) => reaches(next, toRoom, fromRoom))
    .map(
      ({ from, to, fromRoom, toRoom }) => `${from} imports ${to}, but ${toRoom} also depends on ${fromRoom}`,
    );
}

/** One sentence for each import from a room to one above it, and for each room that `rooms` (highest first) does not list. */
export function upwardImports(folder, rooms) {
  const unlisted = [...new Set(sourceFiles(folder).map(roomOf))].filter((room) => !rooms.includes(room));
  const upward = roomImports(folder)
    .filter(betweenRooms)
    .filter(
      ({ fromRoom, toRoom }) => rooms.includes(toRoom) && rooms.indexOf(fromRoom) > rooms.indexOf(toRoom),
    );
  return [
    ...unlisted.map((room) => `${room} is not in the list of rooms`),
    ...upward.map(
      ({ from, to, fromRoom, toRoom }) => `${from} imports ${to}, but ${toRoom} is above ${fromRoom}`,
    ),
  ];
}

/** One sentence for each folder that directly holds more than `limit` source files. */
export function crowdedFolders(folder, limit) {
  const files = Map.groupBy(sourceFiles(folder), (file) => file.slice(0, file.lastIndexOf('/') + 1) || './');
  return [...files]
    .filter(([, own]) => own.length > limit)
    .map(([room, own]) => `${room} has ${own.length} source files; at most ${limit} are allowed`);
}

function betweenRooms({ fromRoom, toRoom }) {
  return fromRoom !== toRoom;
}

function onePerArrow(imports) {
  return [...new Map(imports.map((each) => [`${each.fromRoom} ${each.toRoom}`, each])).values()];
}

function reaches(next, start, goal) {
  const seen = new Set();
  const waiting = [start];
  for (let room = waiting.pop(); room !== undefined; room = waiting.pop()) {
    if (room === goal) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    waiting.push(...(next.get(room) ?? []).map(({ toRoom }) => toRoom));
  }
  return false;
}
