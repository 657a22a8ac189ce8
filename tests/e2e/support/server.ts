import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

export const SETUP_CODE = 'TEST-CODE-2345';

/** The address of the PostgreSQL server in which every test gets a database of its own. */
function adminUrl(): URL {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set: run the suite through `cargo xtask test`');
  return new URL(url);
}

function config(url: URL, database: string): pg.ClientConfig {
  const host = url.searchParams.get('host') ?? url.hostname;
  return {
    host: decodeURIComponent(host),
    port: url.port ? Number(url.port) : undefined,
    user: decodeURIComponent(url.username) || url.searchParams.get('user') || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database,
  };
}

/** The real binary on a database of its own. */
export class Server {
  url = '';
  private child?: ChildProcess;
  private output: string[] = [];

  private constructor(
    readonly database: string,
    readonly databaseUrl: string,
    private readonly pool: pg.Pool,
    private readonly dataDir: string,
  ) {}

  static async start(): Promise<Server> {
    const admin = adminUrl();
    const database = `e2e_${randomBytes(6).toString('hex')}`;
    const client = new pg.Client(config(admin, admin.pathname.slice(1) || 'postgres'));
    await client.connect();
    await client.query(`create database ${database}`);
    await client.end();
    const url = new URL(admin);
    url.pathname = `/${database}`;
    const pool = new pg.Pool({ ...config(admin, database), max: 2 });
    // A connection that the database ends when it is dropped is no fault of the test.
    pool.on('error', () => {});
    const server = new Server(database, url.href, pool, mkdtempSync(join(tmpdir(), 'muster-e2e-')));
    await server.launch();
    return server;
  }

  /** Starts the binary; again after `kill`, on the same port, as a person would. */
  async launch(): Promise<void> {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const child = spawn(process.env.MUSTER_BIN ?? 'muster', ['serve'], {
      env: {
        ...process.env,
        DATABASE_URL: this.databaseUrl,
        MUSTER_LISTEN: listen,
        MUSTER_DATA_DIR: this.dataDir,
        MUSTER_SETUP_CODE: SETUP_CODE,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const lines = (stream: NodeJS.ReadableStream) => createInterface({ input: stream });
    lines(child.stderr!).on('line', (line) => this.output.push(line));
    this.url = await new Promise<string>((resolve, reject) => {
      lines(child.stdout!).on('line', (line) => {
        this.output.push(line);
        const found = line.match(/http:\/\/[^\s/]+/);
        if (found) resolve(found[0]);
      });
      child.once('exit', (code) => reject(new Error(`muster serve ended with ${code}:\n${this.log()}`)));
    });
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.pool.end();
    const admin = adminUrl();
    const client = new pg.Client(config(admin, admin.pathname.slice(1) || 'postgres'));
    await client.connect();
    await client.query(`drop database if exists ${this.database} with (force)`);
    await client.end();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(sql, values)).rows;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** What the server has written so far. */
  log(): string {
    return this.output.join('\n');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}
