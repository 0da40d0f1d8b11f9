-- CreateTable
CREATE TABLE "Study" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "applicationId" TEXT,
    "arms" JSONB NOT NULL,
    "settings" JSONB NOT NULL,
    "settingsHash" TEXT,
    "commitment" TEXT,
    "revealedNonce" TEXT,
    "isJudgedElsewhere" BOOLEAN NOT NULL DEFAULT false,
    "isSample" BOOLEAN NOT NULL DEFAULT false,
    "jobId" TEXT,
    "stopReachedAt" TIMESTAMPTZ(3),
    "verdict" JSONB,
    "report" JSONB,
    "reportHash" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "openedBy" TEXT,
    "openedAt" TIMESTAMPTZ(3),
    "closedBy" TEXT,
    "closedAt" TIMESTAMPTZ(3),
    "closeReason" TEXT,

    CONSTRAINT "Study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StudyItem" (
    "id" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'main',
    "ordinal" INTEGER NOT NULL,
    "queryId" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "stratum" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "explanation" TEXT,
    "flags" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "StudyItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StudyAnswer" (
    "id" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "fence" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lockedUntil" TIMESTAMPTZ(3),
    "raw" TEXT,
    "text" TEXT,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "documentIds" JSONB,
    "retrievalMs" DOUBLE PRECISION,
    "usage" JSONB,
    "error" JSONB,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StudyAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BlindAnswer" (
    "id" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "sources" JSONB NOT NULL,

    CONSTRAINT "BlindAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BlindingKey" (
    "studyId" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,

    CONSTRAINT "BlindingKey_pkey" PRIMARY KEY ("studyId")
);

-- CreateTable
CREATE TABLE "StudyJudge" (
    "id" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "addedBy" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StudyJudge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StudySlot" (
    "id" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "slotNumber" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "assignmentId" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "StudySlot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StudyAssignment" (
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "token" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "judgeId" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "leftAnswerId" TEXT NOT NULL,
    "rightAnswerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "skipReason" TEXT,
    "guess" TEXT,

    CONSTRAINT "StudyAssignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Judgment" (
    "id" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "assignmentId" TEXT NOT NULL,
    "judgeId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "choice" TEXT NOT NULL,
    "isBothBad" BOOLEAN NOT NULL DEFAULT false,
    "tags" JSONB NOT NULL DEFAULT '[]',
    "comment" TEXT,
    "isSurplus" BOOLEAN NOT NULL DEFAULT false,
    "isUndone" BOOLEAN NOT NULL DEFAULT false,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "settlesAt" TIMESTAMPTZ(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "response" JSONB NOT NULL,

    CONSTRAINT "Judgment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutsideJudgment" (
    "id" TEXT NOT NULL,
    "studyId" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "queryId" TEXT NOT NULL,
    "judge" TEXT NOT NULL,
    "stratum" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL,

    CONSTRAINT "OutsideJudgment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Study_state_createdAt_idx" ON "Study"("state", "createdAt");

-- CreateIndex
CREATE INDEX "StudyItem_studyId_state_idx" ON "StudyItem"("studyId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "StudyItem_studyId_kind_queryId_key" ON "StudyItem"("studyId", "kind", "queryId");

-- CreateIndex
CREATE INDEX "StudyAnswer_state_idx" ON "StudyAnswer"("state");

-- CreateIndex
CREATE UNIQUE INDEX "StudyAnswer_itemId_arm_key" ON "StudyAnswer"("itemId", "arm");

-- CreateIndex
CREATE INDEX "BlindAnswer_itemId_idx" ON "BlindAnswer"("itemId");

-- CreateIndex
CREATE INDEX "StudyJudge_userId_idx" ON "StudyJudge"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "StudyJudge_studyId_userId_key" ON "StudyJudge"("studyId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "StudySlot_assignmentId_key" ON "StudySlot"("assignmentId");

-- CreateIndex
CREATE INDEX "StudySlot_studyId_state_slotNumber_rank_idx" ON "StudySlot"("studyId", "state", "slotNumber", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "StudySlot_itemId_slotNumber_key" ON "StudySlot"("itemId", "slotNumber");

-- CreateIndex
CREATE UNIQUE INDEX "StudyAssignment_sequence_key" ON "StudyAssignment"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "StudyAssignment_token_key" ON "StudyAssignment"("token");

-- CreateIndex
CREATE INDEX "StudyAssignment_judgeId_state_idx" ON "StudyAssignment"("judgeId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "StudyAssignment_itemId_judgeId_round_key" ON "StudyAssignment"("itemId", "judgeId", "round");

-- CreateIndex
CREATE INDEX "Judgment_studyId_submittedAt_idx" ON "Judgment"("studyId", "submittedAt");

-- CreateIndex
CREATE INDEX "Judgment_judgeId_submittedAt_idx" ON "Judgment"("judgeId", "submittedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Judgment_judgeId_idempotencyKey_key" ON "Judgment"("judgeId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "Judgment_assignmentId_version_key" ON "Judgment"("assignmentId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "OutsideJudgment_studyId_queryId_judge_key" ON "OutsideJudgment"("studyId", "queryId", "judge");

-- AddForeignKey
ALTER TABLE "StudyItem" ADD CONSTRAINT "StudyItem_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudyAnswer" ADD CONSTRAINT "StudyAnswer_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "StudyItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BlindAnswer" ADD CONSTRAINT "BlindAnswer_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "StudyItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudyJudge" ADD CONSTRAINT "StudyJudge_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudySlot" ADD CONSTRAINT "StudySlot_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudySlot" ADD CONSTRAINT "StudySlot_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "StudyItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudyAssignment" ADD CONSTRAINT "StudyAssignment_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudyAssignment" ADD CONSTRAINT "StudyAssignment_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "StudyItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StudyAssignment" ADD CONSTRAINT "StudyAssignment_judgeId_fkey" FOREIGN KEY ("judgeId") REFERENCES "StudyJudge"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Judgment" ADD CONSTRAINT "Judgment_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Judgment" ADD CONSTRAINT "Judgment_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "StudyItem"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Judgment" ADD CONSTRAINT "Judgment_assignmentId_fkey" FOREIGN KEY ("assignmentId") REFERENCES "StudyAssignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Judgment" ADD CONSTRAINT "Judgment_judgeId_fkey" FOREIGN KEY ("judgeId") REFERENCES "StudyJudge"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutsideJudgment" ADD CONSTRAINT "OutsideJudgment_studyId_fkey" FOREIGN KEY ("studyId") REFERENCES "Study"("id") ON DELETE CASCADE ON UPDATE CASCADE;
