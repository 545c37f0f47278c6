-- The class of each standard name of the published codebook of disposals, spelled out by reading the names. The mapping's
-- table goes from what the courts wrote to classes; this one does not know what they wrote.
CREATE TABLE class(name TEXT PRIMARY KEY, class TEXT);
INSERT INTO class VALUES
  ('Abated', 'abated'), ('Acquitted', 'acquitted'), ('Acquitted - Judgement delivered', 'acquitted'),
  ('Adjourned Sine die', 'consigned'), ('Allowed', 'other'), ('Cancelled', 'cancelled'), ('Case is filed', 'other'),
  ('Clubbed in FIR', 'transferred'), ('Compromised', 'compromised'), ('Concilliation', 'compromised'),
  ('Consigned', 'consigned'), ('Contested', 'other'), ('Converted', 'transferred'), ('Convicted', 'convicted'),
  ('Convicted - Death', 'convicted'), ('Convicted - Fined', 'convicted'), ('Convicted - Life imprisonment', 'convicted'),
  ('Convicted - Plead Guilty', 'convicted'), ('Convicted - Probation', 'convicted'),
  ('Convicted - Undergone', 'convicted'), ('Declared Juvenile', 'other'), ('Decreed with costs', 'other'),
  ('Discharged', 'discharged'), ('Dismissed', 'other'), ('Disposed', 'other'), ('Disposed off on contest', 'other'),
  ('Disposed of as withdrawn with permission to file fresh', 'other'), ('Disposed of with directions', 'other'),
  ('Disposed otherwise', 'other'), ('Disposed uncontest', 'other'), ('Further investigation ordered', 'other'),
  ('Judgement delivered', 'other'), ('PO Consigned', 'consigned'),
  ('Plaintiff suit is dissmissed counter claims decreed', 'other'), ('Proceeding dropped', 'discharged'),
  ('Proceeding stopped', 'stopped_249'), ('Quashed', 'quashed'), ('Rejected', 'other'), ('Remand back', 'other'),
  ('Some Convicted, some Acquitted', 'convicted'), ('Stayed', 'stayed'), ('Transferred', 'transferred'),
  ('Transferred - Attached with main case', 'transferred'), ('Transferred - Committal', 'transferred'),
  ('Transferred - JJB', 'transferred'), ('Transferred - Restoration', 'transferred'), ('Untraced', 'untraced');
