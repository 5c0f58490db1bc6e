/** A client that can be dropped. */
interface Droppable {
  destroy(): void
}

/** The clients that are connected and ask for nothing. */
export interface IdleClients {
  /** It has nothing to do from now on. */
  add(client: Droppable): void
  /** It asks for something, or is gone. */
  remove(client: Droppable): void
}

/** Holds at most `most` idle clients; the one that is idle for longest goes, so that a flood shuts nobody out. */
export function createIdleClients(most: number): IdleClients {
  // In the order they became idle.
  const idle = new Set<Droppable>()
  return {
    add(client) {
      idle.delete(client)
      idle.add(client)
      if (idle.size <= most) return
      const [longest] = idle
      if (longest === undefined) return
      idle.delete(longest)
      longest.destroy()
    },
    remove: (client) => void idle.delete(client),
  }
}
