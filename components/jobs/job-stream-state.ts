/** Whether the event stream of jobs is open in this tab; while it is not, lists ask by themselves. */
let isStreaming = false;
export const setStreaming = (isOpen: boolean): void => {
  isStreaming = isOpen;
};

const fallbackPeriodMs = 3_000;
/** How often a list of jobs asks by itself: never while events arrive. */
export const pollingPeriodMs = (): number | false => (isStreaming ? false : fallbackPeriodMs);
