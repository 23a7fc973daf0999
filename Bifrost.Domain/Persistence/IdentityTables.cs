using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class IdentityTables :
    IEntityTypeConfiguration<Operator>,
    IEntityTypeConfiguration<IdentityUserClaim<Guid>>,
    IEntityTypeConfiguration<IdentityUserLogin<Guid>>,
    IEntityTypeConfiguration<IdentityUserToken<Guid>>,
    IEntityTypeConfiguration<Invite>,
    IEntityTypeConfiguration<AdminToken>,
    IEntityTypeConfiguration<DataProtectionKey>,
    IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<Operator> builder) => builder.ToTable("operators");

    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> builder) => builder.ToTable("operator_claims");

    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> builder) => builder.ToTable("operator_logins");

    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> builder) => builder.ToTable("operator_tokens");

    public void Configure(EntityTypeBuilder<Invite> builder)
    {
        builder.ToTable("invites");
        builder.HasIndex(x => x.TokenHash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<AdminToken> builder)
    {
        builder.ToTable("admin_tokens");
        builder.HasIndex(x => x.Name).IsUnique();
        builder.HasIndex(x => x.Hash).IsUnique();
    }

    public void Configure(EntityTypeBuilder<DataProtectionKey> builder) => builder.ToTable("data_protection_keys");

    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(x => x.Sequence);
        builder.Property(x => x.Sequence).ValueGeneratedOnAdd();
        builder.HasIndex(x => x.Id).IsUnique();
        builder.HasIndex(x => x.Time);
        builder.HasIndex(x => new { x.Action, x.Sequence });
        builder.HasIndex(x => new { x.TargetId, x.Sequence });
    }
}
