-- The audit chain and the history of the live pointer are append-only: the database itself refuses changes.
CREATE FUNCTION "refuse_change"() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "AuditEntry_no_truncate" BEFORE TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ReleaseMove_append_only" BEFORE UPDATE OR DELETE ON "ReleaseMove" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "ReleaseMove_no_truncate" BEFORE TRUNCATE ON "ReleaseMove" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
