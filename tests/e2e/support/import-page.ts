import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Locator, type Page, expect } from '@playwright/test';

/** The five outcomes, in their order on screen. */
export const OUTCOMES = ['Created', 'Updated', 'Unchanged', 'Skipped', 'Rejected'] as const;
export type Counts = Record<Lowercase<(typeof OUTCOMES)[number]>, number>;

export function counts(part: Partial<Counts>): Counts {
  return { created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, ...part };
}

/** A file on disk, as a person would have it. */
export function file(folder: string, name: string, content: string | Buffer): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export interface Options {
  override?: boolean;
  onlyEmpty?: boolean;
  newSegment?: string;
}

/** The three steps of the import, by what a person sees. */
export class ImportPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/import');
    await expect(this.page.getByRole('button', { name: 'Choose a file', exact: true })).toBeVisible();
  }

  /** Step 1. */
  async choose(path: string): Promise<void> {
    await this.page.locator('input[type=file]').setInputFiles(path);
  }

  async paste(text: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Copy and paste' }).click();
    await this.page.getByRole('textbox', { name: /paste/i }).fill(text);
  }

  async options({ override, onlyEmpty, newSegment }: Options): Promise<void> {
    if (override) await this.page.getByRole('checkbox', { name: /^Override existing/ }).check();
    if (onlyEmpty) await this.page.getByRole('checkbox', { name: /^Update only empty fields/ }).check();
    if (newSegment) {
      await this.page.getByRole('checkbox', { name: /^Add to segment/ }).check();
      await this.page.getByRole('button', { name: 'New', exact: true }).click();
      await this.page.getByRole('textbox', { name: /name/i }).fill(newSegment);
      await this.page.keyboard.press('Enter');
    }
  }

  async next(): Promise<void> {
    await this.page.getByRole('button', { name: 'Next: map fields' }).click();
    await expect(this.page.getByRole('heading', { name: 'Contact fields' })).toBeVisible();
  }

  /** Step 2: the card of a column of the file. */
  card(column: string): Locator {
    return this.page
      .getByRole('list', { name: 'Columns in the file' })
      .getByRole('listitem')
      .filter({ has: this.page.getByText(column, { exact: true }) });
  }

  /** The row of a contact field. */
  field(name: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.locator('.fn b', { hasText: new RegExp(`^${name}(\\s*required)?$`) }) });
  }

  async drag(column: string, field: string): Promise<void> {
    const from = await box(this.card(column));
    await this.field(field).scrollIntoViewIfNeeded();
    const to = await box(this.field(field).locator('.slot'));
    const mouse = this.page.mouse;
    await mouse.move(from.x + 60, from.y + 12);
    await mouse.down();
    await mouse.move(from.x + 80, from.y + 20, { steps: 4 });
    await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
    await mouse.up();
    await expect(this.field(field).locator('.slot.full')).toContainText(column);
  }

  /** Clears what was matched by itself, so that a test maps everything by hand. */
  async undoAllIfAny(): Promise<void> {
    const undo = this.page.getByRole('button', { name: 'Undo all' });
    if (await undo.isVisible()) await undo.click();
  }

  /** Through the card's own menu. A column that the field already has stays. */
  async assign(column: string, field: string): Promise<void> {
    const slot = this.field(field).locator('.slot.full');
    if ((await slot.count()) > 0 && (await slot.innerText()).includes(column)) return;
    await this.card(column).getByRole('button', { name: /Assign/ }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${field}`) }).click();
    await expect(slot).toContainText(column);
  }

  /** Space picks a column up, arrows walk the slots, Enter drops. */
  async pickUpAndDrop(column: string, field: string): Promise<void> {
    await this.card(column).focus();
    await this.page.keyboard.press('Space');
    const goal = this.field(field);
    for (let step = 0; step < 40; step += 1) {
      if (await goal.evaluate((row) => row.contains(document.activeElement))) break;
      await this.page.keyboard.press(step < 20 ? 'ArrowUp' : 'ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await expect(goal.locator('.slot.full')).toContainText(column);
  }

  /** A new field for a column, from the column's menu. */
  async newFieldFor(column: string, type: string): Promise<void> {
    await this.card(column).getByRole('button', { name: /Assign/ }).click();
    await this.page.getByText(new RegExp(`New field .${column}.`)).click();
    const dialog = this.page.getByRole('dialog');
    await expect(dialog.getByLabel('Name')).toHaveValue(column);
    await dialog.getByRole('radio', { name: new RegExp(`^${type}`) }).check();
    await dialog.getByRole('button', { name: /Create/ }).click();
    await expect(this.field(column).locator('.slot.full')).toContainText(column);
  }

  /** Takes a literal for a field through its menu, and sets its value. */
  async literal(field: string, value: string): Promise<void> {
    await this.card('Literal').getByRole('button', { name: /Assign/ }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${field}`) }).click();
    const editor = this.field(field).getByRole('textbox');
    await editor.fill(value);
    await editor.press('Enter');
    await expect(this.field(field).locator('.slot.litf')).toContainText(value);
  }

  /** Waits until the whole file was checked under the mapping as it stands. */
  async checked(timeout = 60_000): Promise<void> {
    await expect(this.page.getByText(/Whole file checked/)).toBeVisible({ timeout });
  }

  importButton(): Locator {
    return this.page.getByRole('button', { name: /^Import [\d,]+ contacts?/ });
  }

  async start(): Promise<void> {
    await this.checked();
    await this.importButton().click();
  }

  /** Step 3: waits for the end and reads the five numbers off the page. */
  async finished(timeout = 60_000): Promise<Counts> {
    const title = /contacts? (are|is) in|Nothing to change|No contact was imported|contacts? (are|is) left as/;
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible({ timeout });
    return this.counts();
  }

  async counts(): Promise<Counts> {
    const found: Partial<Counts> = {};
    for (const outcome of OUTCOMES) {
      const part = this.page.locator('.stats > div, dl > div').filter({ has: this.page.locator('dt', { hasText: outcome }) }).first();
      const text = await part.locator('dd').innerText();
      found[outcome.toLowerCase() as keyof Counts] = Number(text.match(/[\d,]+/)![0].replaceAll(',', ''));
    }
    return counts(found);
  }
}

async function box(locator: Locator) {
  const found = await locator.boundingBox();
  if (!found) throw new Error(`not on screen: ${locator}`);
  return found;
}
