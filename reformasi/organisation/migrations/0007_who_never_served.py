from django.db import migrations, models
from django.db.models import Exists, OuterRef


def mark(apps, schema_editor):
    """Whoever has or had a role is not asked any more whether there is one."""
    own = apps.get_model("organisation", "Membership").objects.filter(user_id=OuterRef("pk"))
    apps.get_model("organisation", "User").objects.filter(Exists(own)).update(never_served=False)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('organisation', '0006_find_units_and_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='never_served',
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('never_served', True)), fields=['name', 'id'], name='organisation_user_never_served'),
        ),
    ]
