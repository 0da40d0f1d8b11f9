import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  serverExternalPackages: [
    'onnxruntime-node',
    '@huggingface/tokenizers',
    '@electric-sql/pglite',
    'esbuild',
    'pg',
    'better-auth',
    'undici',
    'openai',
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  // The console shows no remote images; the optimiser would only be a way to make the server fetch things.
  images: { unoptimized: true },
  experimental: { optimizePackageImports: ['lucide-react', 'recharts', 'radix-ui'] },
};

export default createNextIntlPlugin('./components/i18n/request.ts')(config);
