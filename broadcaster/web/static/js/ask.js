// Ask the console with the token that proves this page: other sites do not know it.
export const token = () => document.querySelector('meta[name="csrf"]').content;

export const post = (path, fields) =>
  fetch(path, {
    method: "POST",
    headers: { "x-csrf": token(), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  });

/** Go on with the token of another session. */
export const take = (found) => {
  if (!found || found === token()) return false;
  document.querySelector('meta[name="csrf"]').content = found;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrf": found }));
  for (const each of document.querySelectorAll('input[name="csrf"]')) each.value = found;
  return true;
};

/**
 * Take the token of the session as it is now: one may have signed in anew in another tab.
 * Gives whether it is another one, and whether nobody is signed in.
 */
export const sessionAnew = async () => {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { changed: take(page.querySelector('meta[name="csrf"]')?.content), out: new URL(answer.url).pathname === "/sign-in" };
};
