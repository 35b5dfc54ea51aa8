/**
 * The clock of the logs: `06/May/2024:08:16:11 -0500` (local time, English months; spec operations 11), composed anew
 * once a second.
 */
export function createTimestamp(now: () => number = Date.now): () => string {
  let second = Number.NaN;
  let text = '';
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      text = formatTimestamp(new Date(current * 1000));
    }
    return text;
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function formatTimestamp(date: Date): string {
  const day = `${twoDigits(date.getDate())}/${months[date.getMonth()]}/${date.getFullYear()}`;
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
  const offset = -date.getTimezoneOffset();
  const zone = twoDigits(Math.floor(Math.abs(offset) / 60)) + twoDigits(Math.abs(offset) % 60);
  return `${day}:${time} ${offset < 0 ? '-' : '+'}${zone}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
