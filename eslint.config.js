// What no page may do, beside what tsc finds.
import globals from "globals";
import js from "@eslint/js";

export default [
  { ignores: ["server/web/static/", ".venv/", ".venv-voice/", "**/*.d.ts"] },
  js.configs.recommended,
  {
    files: ["server/browser/**/*.js", "tests/browser/*.js", "*/web/**/*.js", "server/*/web/**/*.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-console": ["error", { allow: ["error"] }],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "html`` escapes what it is given" },
      ],
    },
  },
  { files: ["deploy/*.mjs"], languageOptions: { globals: globals.node }, rules: { "no-console": "off" } },
];
