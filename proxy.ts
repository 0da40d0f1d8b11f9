import { type NextRequest, NextResponse } from 'next/server';
import { askedAddressHeader } from '@/lib/api/asked-address';
import { env } from '@/lib/foundation/env';
import { randomToken } from '@/lib/foundation/random';

const openPages = ['/sign-in', '/join'];

/**
 * Gives every page a content security policy with a nonce of its own, and sends people without a session cookie to the
 * sign-in page. The redirect is a convenience: who may do what is decided in the use cases.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const hasSession = request.cookies.getAll().some((cookie) => cookie.name.endsWith('session_token') && cookie.value);
  const isOpen = openPages.some((page) => pathname === page || pathname.startsWith(`${page}/`));
  if (!hasSession && !isOpen) {
    const target = request.nextUrl.clone();
    target.pathname = '/sign-in';
    target.search = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(target);
  }
  const policy = contentSecurityPolicy(randomToken(16));
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the policy on the request.
  headers.set('content-security-policy', policy);
  headers.set(askedAddressHeader, pathname + search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('x-content-type-options', 'nosniff');
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Charts, virtual lists and positioned panels set inline styles.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

// Pages only. Uploads must not pass a proxy, which cuts bodies at 10 MB, and the public interfaces need no page policy.
export const config = {
  matcher: [
    {
      source:
        '/((?!api/|v1/|v2/|_next/static|_next/image|rerank$|embed$|info$|health$|ready$|metrics$|.*\\.(?:svg|png|ico|woff2|txt|json)$).*)',
      missing: [{ type: 'header', key: 'next-router-prefetch' }],
    },
  ],
};
