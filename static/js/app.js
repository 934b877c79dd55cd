/* Pasar Bela: small comforts over plain HTML. Every page works without this file. */
(() => {
  "use strict";
  const root = document;

  /* ---- buttons: show that a press was heard, and do not take it twice */
  const busy = (button) => {
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const ring = root.createElement("span");
    ring.className = "putar";
    button.prepend(ring);
  };
  const rest = (scope) => {
    for (const button of scope.querySelectorAll('[aria-busy="true"][data-sibuk], [aria-busy="true"]:has(> .putar)')) {
      if (!button.matches("button, a")) continue;
      if (button.dataset.tetap !== undefined) continue;
      button.removeAttribute("aria-busy");
      button.querySelector(":scope > .putar")?.remove();
    }
  };
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const sender = event.submitter;
    if (event.defaultPrevented && !form.matches("[hx-post], [hx-get], [data-hx-post], [hx-boost]")) return;
    if ((sender?.formMethod || form.method) === "dialog" || form.target === "_blank") return;
    if (form.dataset.terkirim && !form.matches("[hx-post], [hx-get], [hx-boost]")) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") form.dataset.terkirim = "1";
    busy(sender || form.querySelector("button:not([type=button])"));
  });
  const wake = () => {
    for (const form of root.querySelectorAll("form[data-terkirim]")) delete form.dataset.terkirim;
    unpark();
    rest(root.body);
  };
  window.addEventListener("pageshow", wake);
  /* A way out that was stopped or failed leaves the page as it was: its buttons can be pressed again. */
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    sending.abort();
    wake();
  });
  window.navigation?.addEventListener("navigateerror", wake);
  root.addEventListener("submit", () => setTimeout(wake, 30000));

  /* ---- a form sends the token of now, not that of when its page was opened */
  const token = () => /(?:^|; )csrftoken=([^;]*)/.exec(root.cookie)?.[1];
  root.addEventListener(
    "submit",
    (event) => {
      const field = event.target.querySelector?.("input[name=csrfmiddlewaretoken]");
      if (field && token()) field.value = token();
    },
    true,
  );
  root.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get" && token()) event.detail.headers["X-CSRFToken"] = token();
  });

  /* ---- dialogs on browsers that do not know commandfor yet */
  if (!("commandForElement" in HTMLButtonElement.prototype)) {
    root.addEventListener("click", (event) => {
      const button = event.target.closest?.("button[commandfor]");
      const dialog = button && root.getElementById(button.getAttribute("commandfor"));
      if (!dialog) return;
      if (button.getAttribute("command") === "close") dialog.close?.();
      else dialog.showModal?.();
    });
  }

  /* ---- a link to a page that asks opens the dialog that asks the same, where there is one */
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-dialog]");
    const dialog = link && root.getElementById(link.dataset.dialog);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });

  /* ---- amounts: minus, plus, and the number kept between its bounds */
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-langkah]");
    const input = button && root.getElementById(button.getAttribute("aria-controls"));
    if (!input) return;
    const lowest = Number(input.dataset.min || 0);
    const highest = Number(input.dataset.max || Number.MAX_SAFE_INTEGER);
    const wanted = (parseInt(input.value.replace(/\D/g, ""), 10) || 0) + Number(button.dataset.langkah);
    input.value = String(Math.min(Math.max(wanted, lowest), highest));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* ---- a search above a list of choices: Enter and the arrow lead into the list, no form is sent */
  root.addEventListener("keydown", (event) => {
    const list = event.target.matches?.("[data-saring]") && root.getElementById(event.target.getAttribute("aria-controls"));
    if (!list || !["Enter", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    list.focus();
  });

  /* ---- lists that sort or filter at once; without script their own button does it */
  root.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-kirim-langsung]")) event.target.form?.requestSubmit();
  });

  /* ---- a verifier's rows by keys, while one has the focus: j and k move, 1 and 2 judge */
  root.addEventListener("keydown", (event) => {
    const row = event.target.matches?.("[data-baris] input[type=radio]") && event.target.closest("[data-baris]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const answers = (one) => one?.querySelectorAll("input[type=radio]") || [];
    const rows = [...root.querySelectorAll("[data-baris]")].filter((one) => one.offsetParent && answers(one).length);
    const step = { j: 1, k: -1 }[event.key];
    const judged = answers(row)[{ 1: 0, 2: 1 }[event.key]];
    if (!step && !judged) return;
    event.preventDefault();
    judged?.click();
    judged?.focus();
    const next = [...answers(rows[rows.indexOf(row) + (step || 0)])];
    if (step) (next.find((one) => one.checked) || next[0])?.focus();
  });

  /* ---- file drop: the whole frame takes the file */
  const frame = (event) => event.target.closest?.("[data-berkas]");
  root.addEventListener("dragover", (event) => {
    const place = frame(event);
    if (!place) return;
    event.preventDefault();
    place.classList.add("terseret");
  });
  root.addEventListener("dragleave", (event) => frame(event)?.classList.remove("terseret"));
  root.addEventListener("drop", (event) => {
    const place = frame(event);
    const input = place?.querySelector("input[type=file]");
    if (!input) return;
    event.preventDefault();
    place.classList.remove("terseret");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  /* ---- photos: made smaller before they travel; without script the server does it alone */
  const goods = { longest: 3000, light: 1_500_000, quality: 0.88 };
  const paper = { longest: 1600, light: 1_000_000, quality: 0.8 };
  const isHeic = (file) => /hei[cf]$/i.test(file.type) || /\.hei[cf]$/i.test(file.name);
  const isHeavy = (file, light) => isHeic(file) || (file.type.startsWith("image/") && file.size > light);
  const shrinking = new WeakMap();
  /* what the camera wrote of time and place, for a photo that proves something; it is upright by then */
  const notesOf = async (file) => {
    const bytes = new DataView(await file.slice(0, 131072).arrayBuffer());
    for (let at = 2; bytes.getUint8(at) === 0xff; at += 2 + bytes.getUint16(at + 2)) {
      if (bytes.getUint16(at) !== 0xffe1 || bytes.getUint32(at + 4) !== 0x45786966) continue;
      const tiff = at + 10, little = bytes.getUint16(tiff) === 0x4949;
      const entry = tiff + bytes.getUint32(tiff + 4, little);
      for (let left = bytes.getUint16(entry, little), one = entry + 2; left > 0; left -= 1, one += 12) {
        if (bytes.getUint16(one, little) === 0x0112) bytes.setUint16(one + 8, 1, little);
      }
      return bytes.buffer.slice(at, at + 2 + bytes.getUint16(at + 2));
    }
    return null;
  };
  const smaller = async (file, { longest, light, quality }, proves) => {
    if (!isHeavy(file, light)) return file;
    const notes = proves ? await notesOf(file).catch(() => null) : null;
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(photo.width, photo.height));
    const sheet = root.createElement("canvas");
    sheet.width = Math.round(photo.width * scale);
    sheet.height = Math.round(photo.height * scale);
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(photo, 0, 0, sheet.width, sheet.height);
    photo.close();
    const made = await new Promise((done) => sheet.toBlob(done, "image/jpeg", quality));
    if (!made || (made.size >= file.size && !isHeic(file))) return file;
    return new File(notes ? [made.slice(0, 2), notes, made.slice(2)] : [made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
  };
  root.addEventListener("change", (event) => {
    const input = event.target;
    const chosen = input.matches?.("input[type=file]") && input.form ? [...input.files] : [];
    const want = input.dataset?.foto === "surat" ? paper : goods;
    if (!chosen.some((file) => isHeavy(file, want.light)) || !window.createImageBitmap) return;
    const work = Promise.all(chosen.map((file) => smaller(file, want, input.dataset?.foto === "bukti").catch(() => file))).then((made) => {
      if (shrinking.get(input.form) !== work) return;
      shrinking.delete(input.form);
      const list = new DataTransfer();
      for (const file of made) list.items.add(file);
      if (chosen.every((file, place) => input.files[place] === file)) input.files = list.files;
    });
    shrinking.set(input.form, work);
  });
  /* who sends meanwhile is heard when the photo is ready */
  root.addEventListener("submit", (event) => {
    const work = shrinking.get(event.target);
    if (!work) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    work.finally(() => event.target.requestSubmit(event.submitter));
  }, true);

  /* ---- large files travel in parts ahead of their form (tus): a lost line costs one part, not all */
  const part = { usual: 262_144, least: 32_768, tries: 20 };
  const nameOf = (file) => `kiriman:${file.name}:${file.size}:${file.lastModified}`;
  const hopeless = [400, 401, 403, 413, 415, 422, 429, 507];
  let sending = new AbortController();
  const pause = (time) =>
    new Promise((done) => {
      setTimeout(done, time);
      window.addEventListener("online", done, { once: true });
      sending.signal.addEventListener("abort", done, { once: true });
    });
  const ask = async (address, method, headers, body) => {
    const known = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token() || "" };
    const answer = await fetch(address, { method, body, headers: { ...known, ...headers }, signal: sending.signal });
    if (!answer.ok && answer.status !== 409) throw answer;
    return answer;
  };
  const offset = (answer) => Number(answer.headers.get("Upload-Offset"));
  const begun = async (file) => {
    const address = box((kept) => kept.getItem(nameOf(file)));
    if (address) {
      const answer = await ask(address, "HEAD").catch((lost) => (lost.status === 404 ? null : Promise.reject(lost)));
      if (answer) return [address, offset(answer)];
    }
    const title = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
    const metadata = { "Upload-Length": file.size, "Upload-Metadata": `filename ${title}` };
    const place = (await ask(root.body.dataset.kiriman, "POST", metadata)).headers.get("Location");
    box((kept) => kept.setItem(nameOf(file), place));
    return [place, 0];
  };
  /* returns the key of what has arrived whole, nothing where the form must carry the file itself */
  const sent = async (file, show) => {
    for (let failed = 0, size = part.usual; failed < part.tries && !sending.signal.aborted; failed += 1) {
      try {
        let [address, from] = await begun(file);
        for (show(from / file.size); from < file.size; show(from / file.size)) {
          const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": from };
          from = offset(await ask(address, "PATCH", headers, file.slice(from, from + size)));
          failed = 0;
        }
        return address.split("/").at(-2);
      } catch (lost) {
        if (hopeless.includes(lost.status) || sending.signal.aborted) return null;
        size = Math.max(part.least, size / 2);
        say(root.body.dataset.sambung);
        await pause(Math.min(1000 * 2 ** failed, 20_000));
      }
    }
    return null;
  };
  const ownLine = (form, input) => (input?.closest(".kartu") || form).querySelector("progress[data-unggah]");
  const lineOf = (form, input) => {
    const line = ownLine(form, input) || root.createElement("progress");
    if (!line.isConnected) {
      line.className = "progress progress-primary w-full";
      line.max = 100;
      line.dataset.unggah = "";
      line.setAttribute("aria-label", root.body.dataset.unggah);
      (input.closest("[data-berkas]") || input).after(line);
    }
    line.hidden = false;
    return line;
  };
  const goAhead = async (form, input) => {
    const line = lineOf(form, input);
    const keys = [];
    for (const file of input.files) keys.push(await sent(file, (share) => (line.value = Math.round(share * 100))));
    root.querySelector("#pesan [data-sambungan='1']")?.remove();
    if (keys.includes(null)) return;
    for (const key of keys) {
      const field = root.createElement("input");
      Object.assign(field, { type: "hidden", name: `kiriman-${input.name}`, value: key });
      field.dataset.kiriman = "";
      input.after(field);
    }
    input.dataset.nama = input.name;
    input.removeAttribute("name");
  };
  const unpark = () => {
    for (const field of root.querySelectorAll("input[type=hidden][data-kiriman]")) field.remove();
    for (const input of root.querySelectorAll("input[data-nama]")) {
      input.name = input.dataset.nama;
      delete input.dataset.nama;
    }
  };
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const files = form.method === "post" && root.body.dataset.kiriman ? [...form.querySelectorAll("input[type=file][name]")] : [];
    const heavy = files.filter((input) => [...input.files].some((file) => file.size > 2 * part.usual));
    if (!heavy.length || form.dataset.berat) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.mengirim) return;
    form.dataset.mengirim = "1";
    sending = new AbortController();
    busy(event.submitter);
    heavy.reduce((before, input) => before.then(() => goAhead(form, input)), Promise.resolve()).finally(() => {
      delete form.dataset.mengirim;
      if (sending.signal.aborted) return wake();
      form.dataset.berat = "1"; // once as it is: what could not go ahead goes with its form
      form.requestSubmit(event.submitter);
      delete form.dataset.berat;
    });
  }, true);

  root.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total } = event.detail;
    const form = event.target;
    const chosen = form.matches?.("form") && [...form.elements].find((field) => field.files?.length);
    const line = chosen && ownLine(form, chosen);
    if (!line || !total) return;
    line.hidden = false;
    line.value = Math.round((loaded / total) * 100);
  });

  /* ---- printed pages: the button works by script alone */
  root.addEventListener("click", (event) => event.target.closest?.("[data-cetak]") && window.print());

  /* ---- what is typed on the way outlives a lost connection; never numbers of a person, files, passwords */
  const box = (act) => {
    try {
      return act(window.localStorage);
    } catch {
      return null; // the browser keeps nothing: the page works as it would without this
    }
  };
  const keyOf = (form) => `draf:${form.dataset.draf}`;
  const isKept = (field) =>
    field.name && field.autocomplete !== "off" && !["hidden", "file", "password", "submit"].includes(field.type);
  root.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draf || !isKept(event.target)) return;
    const words = {};
    for (const field of form.elements) {
      if (isKept(field) && (field.type !== "radio" || field.checked)) words[field.name] = field.value;
    }
    box((kept) => kept.setItem(keyOf(form), JSON.stringify(words)));
  });
  const bringBack = (form) => {
    const words = box((kept) => JSON.parse(kept.getItem(keyOf(form))));
    if (!words || form.querySelector(".galat")) return;
    let changed = false;
    for (const field of form.elements) {
      const value = words[field.name];
      if (value === undefined || !isKept(field)) continue;
      const was = field.type === "radio" ? field.checked : field.value;
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.tagName !== "SELECT" || [...field.options].some((one) => one.value === value)) field.value = value;
      changed ||= was !== (field.type === "radio" ? field.checked : field.value);
    }
    const told = form.querySelector("[data-draf-kabar]");
    if (told) told.hidden = !changed;
  };
  root.addEventListener("htmx:afterRequest", (event) => {
    const { successful, xhr, requestConfig } = event.detail;
    const elt = requestConfig.elt; // detail.elt is what is left of the page: the form may be gone
    if (!successful || !elt.dataset?.draf || !xhr.responseURL) return;
    const pathOf = (address) => new URL(address, location.href).pathname;
    if (pathOf(xhr.responseURL) !== pathOf(requestConfig.path)) box((kept) => kept.removeItem(keyOf(elt)));
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.getAttribute("action")?.includes("/keluar/")) return;
    box((kept) => {
      for (const key of Object.keys(kept)) if (key.startsWith("draf:") || key.startsWith("kiriman:")) kept.removeItem(key);
    });
  });
  /* a press without any network is answered by us, and the page with what was typed stays */
  root.addEventListener("submit", (event) => {
    if (navigator.onLine !== false || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(root.body.dataset.galatJaringan);
  }, true);

  /* ---- where the phone stands, as a point on the map */
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-di-sini]");
    const field = button && root.getElementById(button.dataset.diSini);
    if (!field) return;
    const failed = button.parentElement.querySelector("[data-di-sini-gagal]");
    busy(button);
    const done = (isLost) => {
      failed.hidden = !isLost;
      rest(button.parentElement);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        done(false);
      },
      () => done(true),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
  const arrive = (scope) => {
    for (const form of scope.querySelectorAll("form[data-draf]")) bringBack(form);
    for (const part of scope.querySelectorAll("[data-cetak], [data-dengan-skrip]")) part.hidden = false;
    if (navigator.geolocation) for (const button of scope.querySelectorAll("[data-di-sini]")) button.hidden = false;
  };

  /* ---- tables that become cards lose their roles in some readers: give them back */
  const roles = (scope) => {
    const give = (selector, role) => {
      for (const node of scope.querySelectorAll(selector)) if (!node.hasAttribute("role")) node.setAttribute("role", role);
    };
    give(".tabel-kartu", "table");
    give(".tabel-kartu thead, .tabel-kartu tbody, .tabel-kartu tfoot", "rowgroup");
    give(".tabel-kartu tr", "row");
    give(".tabel-kartu td", "cell");
    give(".tabel-kartu th[scope=col]", "columnheader");
    give(".tabel-kartu th[scope=row], .tabel-kartu th[scope=rowgroup]", "rowheader");
  };

  /* ---- a swap replaces fields in which somebody types meanwhile: what was typed is kept */
  const typed = new Map();
  const writable = "input[id]:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea[id]";
  root.addEventListener("htmx:beforeSwap", (event) => {
    const request = event.detail.requestConfig;
    const sent = request?.elt?.closest?.("form");
    typed.clear();
    for (const field of event.detail.target.querySelectorAll?.(writable) || []) {
      const was = sent?.contains(field) ? String(request.parameters[field.name] ?? "") : field.defaultValue;
      if (field.value !== was) typed.set(field.id, field.value);
    }
  });
  const keep = () => {
    for (const [id, words] of typed) {
      const field = root.getElementById(id);
      if (!field || field.value === words) continue;
      field.value = words;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    typed.clear();
  };

  /* ---- after a swap: roles, rest, word and focus to what changed */
  const say = (words) => {
    const place = root.getElementById("pesan");
    if (!place) return;
    const notice = root.createElement("div");
    notice.dataset.sambungan = words === root.body.dataset.sambung ? "1" : "";
    notice.className = "alert border-error/30 bg-mengkudu-lembut text-base-content";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    place.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };
  root.addEventListener("htmx:afterSettle", (event) => {
    const changed = event.detail.elt;
    roles(changed.parentElement || changed);
    keep();
    const told = changed.querySelector?.("[data-kabar]");
    const ear = root.getElementById("kabar");
    if (told && ear) ear.textContent = told.textContent.trim().replace(/\s+/g, " ");
    const isPage = event.detail.boosted;
    if (isPage) arrive(root);
    const heading = isPage ? root.querySelector("main h1") : null;
    heading?.setAttribute("tabindex", "-1");
    const target = changed.matches?.("[data-focus]") ? changed : changed.querySelector?.("[data-focus]") || heading;
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) delete form.dataset.terkirim;
    rest(form || event.detail.elt.parentElement || root.body);
  });
  const isComfort = (event) => event.target.matches?.("[data-saran]"); // nobody waits for suggestions
  root.addEventListener("htmx:responseError", (event) => {
    if (!isComfort(event)) say(root.body.dataset.galatPeladen);
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(lost, (event) => {
      if (isComfort(event)) return;
      unpark();
      say(root.body.dataset.galatJaringan);
    });
  }

  /* ---- what was written when the session had ended goes back into its form */
  const putBack = (control, values) => {
    if (["hidden", "file", "password", "submit", "button"].includes(control.type)) return false;
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else control.value = values[0];
    return true;
  };
  const restore = () => {
    const box = root.querySelector("[data-terselamat]");
    const kept = box?.querySelector("form");
    if (!kept) return;
    // A form that names no address is sent to its page's own; several of a page may be.
    const address = kept.getAttribute("action");
    const here = location.pathname + location.search;
    const sentTo = (one) => [one.getAttribute("action") || here, one.getAttribute("hx-post")];
    const data = new FormData(kept);
    const fill = (form) => {
      let filled = 0;
      for (const name of new Set(data.keys())) {
        for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
          filled += putBack(control, data.getAll(name)) ? 1 : 0;
        }
      }
      return filled;
    };
    const form = [...root.forms].find((one) => one !== kept && sentTo(one).includes(address) && fill(one));
    if (!form) return;
    for (const part of box.querySelectorAll("[data-terselamat-kirim]")) part.hidden = true;
    box.querySelector("[data-terselamat-isi]").hidden = false;
    form.closest("dialog")?.showModal?.();
  };

  /* ---- on arrival: what went wrong gets the focus, unless the address points somewhere */
  const start = () => {
    roles(root);
    arrive(root);
    restore();
    const wrong = location.hash ? null : root.querySelector("[data-focus]");
    wrong?.focus({ preventScroll: true });
    wrong?.scrollIntoView({ block: "nearest" });
  };
  if (root.readyState === "loading") root.addEventListener("DOMContentLoaded", start);
  else start();
})();
