using Bifrost.Domain.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Bifrost.Domain.Persistence;

internal sealed class StatementTables :
    IEntityTypeConfiguration<Statement>,
    IEntityTypeConfiguration<StatementLine>,
    IEntityTypeConfiguration<StatementCorrection>
{
    public void Configure(EntityTypeBuilder<Statement> builder)
    {
        builder.ToTable("statements");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => x.Number).IsUnique();
        builder.HasIndex(x => new { x.CustomerId, x.Month }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<StatementLine> builder)
    {
        builder.ToTable("statement_lines");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.Ignore(x => x.Amounts);
        builder.HasIndex(x => x.StatementId);
        builder.HasIndex(x => new { x.CustomerId, x.BelongsTo });
    }

    public void Configure(EntityTypeBuilder<StatementCorrection> builder)
    {
        builder.ToTable("statement_corrections");
        builder.Property(x => x.Id).ValueGeneratedNever();
        builder.HasIndex(x => x.StatementId);
    }
}
