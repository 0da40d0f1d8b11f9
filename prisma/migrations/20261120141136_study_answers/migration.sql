-- AlterTable
ALTER TABLE "Study" ADD COLUMN     "isAaStudy" BOOLEAN NOT NULL DEFAULT false;
