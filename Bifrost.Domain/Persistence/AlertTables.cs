using Bifrost.Domain.Alerts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class AlertTables :
    IEntityTypeConfiguration<Alert>,
    IEntityTypeConfiguration<AlertMark>,
    IEntityTypeConfiguration<Webhook>,
    IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("alerts");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => x.Key).IsUnique();
        builder.HasIndex(x => new { x.Kind, x.Id });
        builder.HasIndex(x => new { x.SubjectId, x.Id });
        builder.HasIndex(x => x.KeptUntil);
    }

    public void Configure(EntityTypeBuilder<AlertMark> builder)
    {
        builder.ToTable("alert_marks");
        builder.HasKey(x => x.OperatorId);
        builder.Property(x => x.OperatorId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => x.Name).IsUnique();
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasOne(x => x.Webhook).WithMany().HasForeignKey(x => x.WebhookId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(x => new { x.WebhookId, x.Id });

        // What waits is little beside what was sent: the senders look at it every second.
        builder.HasIndex(x => x.DueAt).HasDatabaseName("ix_webhook_deliveries_waiting").HasFilter("state = 0");
    }
}
