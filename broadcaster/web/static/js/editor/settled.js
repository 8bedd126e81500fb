// Somebody has decided about words that were kept in this browser: they are not brought back any more.
document.addEventListener("submit", (event) => {
  const { dropDraft } = event.target.dataset;
  if (dropDraft) localStorage.removeItem(`draft:${dropDraft}`);
});
