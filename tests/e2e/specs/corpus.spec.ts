import { isDeepStrictEqual } from 'node:util';
import { type Case, CUSTOM_FIELDS, groups } from '../../corpus/index.ts';
import { asked, views } from '../support/corpus.ts';
import { IntakeWorker } from '../support/intake-worker.ts';
import { expect, test } from '../support/test.ts';

/** A new worker takes over after so many files; before that, one reads them all. */
const FILES_OF_A_WORKER = 10;

// A trace of hundreds of files takes longer than reading them.
test.use({ trace: 'off' });

test.beforeEach(async ({ account }) => account);

for (const [group, cases] of Object.entries(groups)) {
  test(`the corpus of ${group}: ${cases.length} files`, async ({ page, context, server }) => {
    for (const data of CUSTOM_FIELDS) {
      const answer = await context.request.post(`${server.url}/api/v1/fields`, { data, headers: { origin: server.url } });
      expect(answer.status(), await answer.text()).toBe(201);
    }
    const fields = await (await context.request.get(`${server.url}/api/v1/fields`)).json();
    const worker = await IntakeWorker.start(page, server.url);
    for (const [place, file] of cases.entries()) {
      if (place > 0 && place % FILES_OF_A_WORKER === 0) await worker.restart();
      await test.step(file.name, async () => compare(file, await worker.read(file.name, bytesOf(file), asked(file, fields))));
    }
  });
}

function bytesOf({ bytes }: Case): Buffer {
  return typeof bytes === 'function' ? bytes() : bytes;
}

function compare(file: Case, heard: Parameters<typeof views>[1]): void {
  const { expected, found } = views(file, heard);
  if (!file.broken) return expect.soft(found, `${file.name}: ${file.purpose}`).toEqual(expected);
  expect.soft(isDeepStrictEqual(found, expected), `${file.name} is as it should be: take "broken" off`).toBe(false);
}

test('every file of the corpus has a purpose of its own', () => {
  const all = Object.values(groups).flat();
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(new Set(all.map((file) => file.purpose)).size).toBe(all.length);
  for (const cases of Object.values(groups)) expect(new Set(cases.map((file) => file.name)).size).toBe(cases.length);
});
