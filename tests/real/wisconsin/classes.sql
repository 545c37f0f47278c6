-- The classes of the final order, spelled out for check.sql by reading the documents, not by the mapping's table.
-- rank: the order of KPIS rule 4, which decides ties.
INSERT INTO class VALUES
  ('Guilty Due to Guilty Plea', 'convicted', 0), ('Guilty Due to No Contest Plea', 'convicted', 0),
  ('Guilty Due to Alford Plea', 'convicted', 0), ('Found Guilty at Jury Trial', 'convicted', 0),
  ('Found Not Guilty at Jury Trial', 'acquitted', 1),
  ('Charge Dismissed but Read In', 'withdrawn', 5), ('Dismissed on Prosecutor''s Motion', 'withdrawn', 5),
  ('Dismissed Before Initial Appearance', 'withdrawn', 5),
  ('Dismissed on Court''s Own Motion', 'discharged', 6), ('Dismissed on Defendant''s Motion', 'discharged', 6),
  ('Deferred Prosecution or Sentence', 'diverted', 11),
  ('Guilty but Not Guilty Due to Mental Disease/Defect', 'other', 12), ('Extradited', 'other', 12),
  ('Administrative Disposition', 'other', 12), ('Other', 'other', 12),
  ('Charge Consolidated into Another Case', 'other', 12),
  ('Dismissed - Charges Consolidated into Diff. County', 'other', 12);
