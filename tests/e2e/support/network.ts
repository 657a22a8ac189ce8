import { type AddressInfo, type Server as Listener, type Socket, connect, createServer } from 'node:net';

/** What lies between the browser and the server: it can go away, and cut what passes. */
export class Network {
  url = '';
  /** Of a hundred pieces that pass, so many are cut in their middle, and the connection with them. */
  lossy = 0;
  private away = false;
  private readonly sockets = new Set<Socket>();
  private state = 1;

  private constructor(private readonly listener: Listener) {}

  static async inFrontOf(target: string): Promise<Network> {
    const { hostname, port } = new URL(target);
    const listener = createServer();
    const network = new Network(listener);
    listener.on('connection', (near) => network.pass(near, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    network.url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    return network;
  }

  /** Nothing passes any more, and what was under way is lost. */
  goAway(): void {
    this.away = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeBack(): void {
    this.away = false;
  }

  async close(): Promise<void> {
    this.goAway();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private pass(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.on('data', (piece: Buffer) => {
        if (this.draw(this.lossy)) {
          to.end(piece.subarray(0, piece.length / 2), () => to.destroy());
          from.destroy();
        } else {
          to.write(piece);
        }
      });
    }
    if (this.away) near.destroy();
  }

  /** The same draws in every run. */
  private draw(percent: number): boolean {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % 100 < percent;
  }
}
