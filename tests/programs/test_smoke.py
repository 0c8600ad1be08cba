from tests.programs import factories as f
def test_x(unit, pegawai, ketua_tim):
    a = f.approved_activity(unit, pegawai, ketua_tim)
    p = f.approved_plan(unit, pegawai, ketua_tim)
    assert not a.approval_is_stale and not p.approval_is_stale
    from programs.models import Activity, ActionPlan
    print(list(Activity.objects.by_unit_and_area(2019)), list(ActionPlan.objects.by_unit_and_area(2019)), list(ActionPlan.objects.with_progress()))
    from datetime import date
    assert list(ActionPlan.objects.overdue(date(2019,5,1))) == [p]
    assert list(ActionPlan.objects.behind(date(2019,5,1))) == []
