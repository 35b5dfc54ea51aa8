/**
 * Wraps `action` so that it runs at once on the first call and then at most once per `interval` milliseconds; calls in
 * between share one run at the interval's end. Waiting keeps no process alive.
 */
export function debounce(interval: number, action: () => void): () => void {
  let coolingDown = false;
  let calledMeanwhile = false;
  const run = () => {
    coolingDown = true;
    calledMeanwhile = false;
    setTimeout(() => {
      coolingDown = false;
      if (calledMeanwhile) run();
    }, interval).unref();
    action();
  };
  return () => {
    if (coolingDown) calledMeanwhile = true;
    else run();
  };
}
