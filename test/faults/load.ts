/** Constant load on a server, and what its clients saw. */
import { Agent, get } from 'node:http';

export interface Load {
  /** How many answers there were so far. */
  readonly answers: number;
  /** Stops and resolves with how often each status was seen; 0 = the connection failed or broke. */
  end(): Promise<Readonly<Record<number, number>>>;
}

/** Asks for `url` over `clients` keep-alive connections, each again as soon as it has its answer. */
export function startLoad(url: string, clients: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const seen: Record<number, number> = {};
  let answers = 0;
  let ending = false;
  const client = async () => {
    while (!ending) {
      const status = await ask(url, agent);
      seen[status] = (seen[status] ?? 0) + 1;
      answers += 1;
      // Refusals come fast; clients with manners wait a moment.
      if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const done = Promise.all(Array.from({ length: clients }, client));
  return {
    get answers() {
      return answers;
    },
    end: async () => {
      ending = true;
      await done;
      agent.destroy();
      return seen;
    },
  };
}

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    }).on('error', () => resolve(0));
  });
}
