// A screen becomes a device of the hall: eight signs from the administrator, ten minutes, once.
import { html, page, useEffect, useState } from "../../browser/html.js";
import { Unencrypted, mount } from "../../browser/screen.js";
import { returnHome } from "../../browser/watch.js";
import { t } from "./words.js";

const LENGTH = 8;
const LEFT_ALONE_MS = 120_000; // a screen that came here by mistake goes back to its work

function Enrol() {
  const [code, setCode] = useState("");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => returnHome(LEFT_ALONE_MS), []);
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, "");

  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    if (plain.length !== LENGTH || busy) return;
    setBusy(true);
    setSaid("");
    try {
      const response = await fetch("/api/v1/enrol", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code: plain }),
      });
      const body = await response.json();
      if (response.ok) return location.replace(body.url);
      setSaid(`${body.title} ${body.detail}`);
    } catch {
      setSaid(t("zh", "no_server"));
    }
    return setBusy(false);
  }

  /** @param {Event} event */
  const typed = (event) => setCode(/** @type {HTMLInputElement} */ (event.target).value);

  return html`<${Unencrypted} />
    <section class="enrol">
      <h1>${document.title}</h1>
      <h2>${t("zh", "enrol_title")} <small lang="en">${t("en", "enrol_title")}</small></h2>
      <form onSubmit=${submit}>
        <label for="code">${t("zh", "enrol_code")}</label>
        <input
          id="code"
          value=${code}
          onInput=${typed}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck=${false}
          maxlength="11"
          autofocus
        />
        <button type="submit" disabled=${plain.length !== LENGTH || busy}>${t("zh", "enrol_go")}</button>
      </form>
      <p class="enrol-said" role="alert">${said}</p>
      <p class="enrol-how">${t("zh", "enrol_how")}</p>
      ${page.role === "enrol" && html`<p><a href="/">${t("zh", "start_page")}</a></p>`}
    </section>`;
}

mount(Enrol);
