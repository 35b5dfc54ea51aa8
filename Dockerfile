# Small image of the server alone: no build tools, no embedded database, no root.
#   docker build -t postgrest-ts . && docker run -p 3000:3000 -e PGRST_DB_URI=postgres://… -e PGRST_DB_ANON_ROLE=… postgrest-ts

FROM node:22-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN node scripts/ensure-built.mjs

FROM node:22-alpine AS modules
WORKDIR /modules
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22-alpine
WORKDIR /app
COPY package.json LICENSE ./
COPY bin ./bin
COPY --from=modules /modules/node_modules ./node_modules
COPY --from=build /build/dist/command ./dist/command
# The health check asks the admin server, which stays inside of the container.
ENV NODE_ENV=production PGRST_ADMIN_SERVER_HOST=localhost PGRST_ADMIN_SERVER_PORT=3001
EXPOSE 3000
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["node", "/app/bin/postgrest.js", "--ready"]
ENTRYPOINT ["node", "/app/bin/postgrest.js"]
