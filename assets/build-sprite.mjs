// Gathers assets/icons/*.svg into one <symbol> sprite, so that a page asks for icons once and the browser keeps them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(root, 'icons');
const target = path.join(root, '..', 'static', 'img', 'sprite.svg');

const shapes = (file) =>
  fs.readFileSync(path.join(folder, file), 'utf8')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, '')
    .replace('</svg>', '')
    .replace(/\s*\n\s*/g, '')
    .replace(/ \/>/g, '/>')
    .trim();

const symbols = fs.readdirSync(folder)
  .filter((file) => file.endsWith('.svg'))
  .sort()
  .map((file) => `<symbol id="${path.basename(file, '.svg')}" viewBox="0 0 24 24">${shapes(file)}</symbol>`);
fs.writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`);
console.log(`${symbols.length} icons, ${fs.statSync(target).size} bytes`);
