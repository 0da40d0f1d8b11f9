/** Three stages of two components, one of each chosen and joined: the mix. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--color-accent-fill)" />
      <path
        d="M8 21.5h6.5v3H8zM8 15.5h6.5v3H8zM17.5 9.5H24v3h-6.5zM17.5 21.5H24v3h-6.5z"
        fill="#fff"
        fillOpacity=".42"
      />
      <path d="M17.5 15.5H24v3h-6.5zM8 9.5h6.5v3H8z" fill="#fff" />
      <path d="M14.5 11 17.5 17" stroke="#fff" strokeWidth="1.6" />
    </svg>
  );
}
