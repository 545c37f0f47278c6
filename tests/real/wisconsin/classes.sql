-- The classes of the final order, spelled out by reading the documents, not by the mapping's table.
CREATE TABLE class(native TEXT PRIMARY KEY, class TEXT);
INSERT INTO class VALUES
  ('Guilty Due to Guilty Plea', 'convicted'), ('Guilty Due to No Contest Plea', 'convicted'),
  ('Guilty Due to Alford Plea', 'convicted'), ('Found Guilty at Jury Trial', 'convicted'),
  ('Found Not Guilty at Jury Trial', 'acquitted'),
  ('Charge Dismissed but Read In', 'withdrawn'), ('Dismissed on Prosecutor''s Motion', 'withdrawn'),
  ('Dismissed Before Initial Appearance', 'withdrawn'),
  ('Dismissed on Court''s Own Motion', 'discharged'), ('Dismissed on Defendant''s Motion', 'discharged'),
  ('Deferred Prosecution or Sentence', 'diverted'),
  ('Guilty but Not Guilty Due to Mental Disease/Defect', 'other'), ('Extradited', 'other'),
  ('Administrative Disposition', 'other'), ('Other', 'other'),
  ('Charge Consolidated into Another Case', 'transferred'),
  ('Dismissed - Charges Consolidated into Diff. County', 'transferred');
