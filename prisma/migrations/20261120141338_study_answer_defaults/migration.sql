-- AlterTable
ALTER TABLE "StudyAnswer" ALTER COLUMN "documentIds" SET NOT NULL,
ALTER COLUMN "documentIds" SET DEFAULT '[]',
ALTER COLUMN "error" SET NOT NULL,
ALTER COLUMN "error" SET DEFAULT '{}';
