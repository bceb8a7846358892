// Builds the stylesheet and copies the script: `npm ci && npm run build`. The result is committed.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "sass";

const out = "../trellis/interfaces/web/govuk/static";
const govuk = "node_modules/govuk-frontend/dist/govuk";
mkdirSync(out, { recursive: true });

const { css } = compile("trellis.scss", {
  loadPaths: ["node_modules", "."],
  style: "compressed",
  quietDeps: true,
});
// The crest belongs to the GOV.UK footer, which is not ours to use.
writeFileSync(`${out}/trellis.css`, css.replace(/(-webkit-mask-image|mask-image|background-image):url\("\/assets\/images\/govuk-crest\.svg"\);?/g, ""));

// The map is not shipped, so the line that names it goes too: collectstatic would look for the file.
const script = readFileSync(`${govuk}/govuk-frontend.min.js`, "utf8").replace(/\n?\/\/# sourceMappingURL=.*/, "");
writeFileSync(`${out}/govuk-frontend.min.js`, script);
copyFileSync("trellis.js", `${out}/trellis.js`);
copyFileSync("security-key.js", `${out}/security-key.js`);
copyFileSync("note-writing.js", `${out}/note-writing.js`);
copyFileSync("icon.svg", `${out}/icon.svg`);
