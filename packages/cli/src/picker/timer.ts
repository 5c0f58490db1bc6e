/** Does `work` again and again, `everyMs` after it was done, until the returned function is called. */
export function createTimer(everyMs: number, work: () => Promise<void>): () => void {
  let isStopped = false
  let timer: NodeJS.Timeout
  function wait(): void {
    // It must not keep a process alive that has nothing else to do.
    timer = setTimeout(() => void work().finally(() => isStopped || wait()), everyMs).unref()
  }
  wait()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
