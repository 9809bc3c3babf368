/** Says that something is still going on, where no live display does: a long silence looks like a hang. */
const INTERVAL_MS = 10_000;

/** Calls `write` with the seconds gone by, every ten seconds, until the returned function is called. */
export function startHeartbeat(write: (seconds: number) => void): () => void {
  const started = performance.now();
  const timer = setInterval(() => write(Math.round((performance.now() - started) / 1000)), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
