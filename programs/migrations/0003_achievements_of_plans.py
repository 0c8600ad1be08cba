"""What plans have reported so far becomes one achievement for each quarter.

Nobody had approved it: it is a draft now, which its unit submits with evidence. All of it was
cumulative, which is what the method of these plans, the last figure, says.
"""

from django.db import migrations

QUARTERS = (1, 2, 3, 4)


def take_over(apps, _schema):
    plan_model = apps.get_model("programs", "ActionPlan")
    achievement_model = apps.get_model("programs", "Achievement")
    for plan in plan_model.objects.all().iterator():
        values = {number: getattr(plan, f"achieved_q{number}") for number in QUARTERS}
        reported = [number for number in QUARTERS if values[number] is not None]
        if plan.progress_note and not reported:
            reported = [QUARTERS[0]]
        writer = plan.submitted_by_id or plan.created_by_id
        achievement_model.objects.bulk_create(
            achievement_model(
                plan=plan,
                quarter=number,
                value=values[number],
                note=plan.progress_note if number == reported[-1] else "",
                created_by_id=writer,
                writers=[writer],
            )
            for number in reported
        )


def give_back(apps, _schema):
    plans = apps.get_model("programs", "ActionPlan").objects
    for achievement in apps.get_model("programs", "Achievement").objects.order_by("quarter"):
        values = {f"achieved_q{achievement.quarter}": achievement.value}
        if achievement.note:
            values["progress_note"] = achievement.note
        plans.filter(pk=achievement.plan_id).update(**values)


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_achievements")]

    operations = [migrations.RunPython(take_over, give_back)]
